using System.Globalization;
using System.Numerics;
using SumServer = Sockeye.Servers.Ready.Sum;

namespace Sockeye.Cli.Labs.Sum;

/// <summary>What is asked in the sum lab.</summary>
internal static class SumQuestions
{
    /// <summary>Beyond what fits 64 bits, 128 bits, and a double; the last line is as long as a line may be.</summary>
    internal static IReadOnlyList<(string First, string Second)> Big { get; } =
    [
        ("9223372036854775807", "1"),
        ("9007199254740993", "2"),
        ("340282366920938463463374607431768211456", "-1"),
        (new string('9', SumServer.MaxLine - 2), "1"),
    ];

    internal static IReadOnlyList<(string First, string Second)> Negative { get; } = [("-5", "3"), ("5", "-3"), ("-7", "-8"), ("-4", "4")];

    internal static IReadOnlyList<string> Nonsense { get; } = ["two 40", "", "42", "1 2 3", "1.5 2", "2 forty", "-- 1"];

    /// <summary>Right but for its length.</summary>
    internal static string TooLong { get; } = new string('1', 1500) + " 1";

    internal static string Add(string first, string second)
        => (BigInteger.Parse(first, CultureInfo.InvariantCulture) + BigInteger.Parse(second, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
}
