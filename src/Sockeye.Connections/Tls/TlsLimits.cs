using System.Security.Authentication;
using System.Text;

namespace Sockeye.Connections.Tls;

/// <summary>What the options of both sides may be.</summary>
internal static class TlsLimits
{
    internal const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    internal static TimeSpan Time(TimeSpan value) => (value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue) || value == Timeout.InfiniteTimeSpan
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "above zero and no more than 24 days, or Timeout.InfiniteTimeSpan");

    internal static SslProtocols Protocols(SslProtocols value) => value != SslProtocols.None && (value | Versions) == Versions
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "TLS 1.2, TLS 1.3, or both");

    /// <summary>Names of ALPN: 1 to 255 bytes (RFC 7301, 3.1).</summary>
    internal static IReadOnlyList<string> Names(IReadOnlyList<string> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.All(static name => Encoding.UTF8.GetByteCount(name ?? "") is > 0 and <= byte.MaxValue)
            ? value
            : throw new ArgumentException("a name has 1 to 255 bytes", nameof(value));
    }
}
