using System.Globalization;

namespace Sockeye.Cli.Labs;

/// <summary>Counts as people write them.</summary>
internal static class Numbers
{
    /// <summary>"1 byte", "1,048,576 bytes".</summary>
    internal static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "byte" : "bytes")}");
}
