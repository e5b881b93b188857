using System.CommandLine;
using System.Globalization;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>The options and arguments that several commands have, each written once.</summary>
internal static class CommonOptions
{
    internal const string EndPointName = "ENDPOINT";
    internal const string PortName = "PORT";

    internal static Argument<string> EndPoint() => new(EndPointName)
    {
        Description = "host:port, :port, unix:/path, unix:@name, udp://…, or HOST PORT as two words",
    };

    /// <summary>The second word of an endpoint that was written as two.</summary>
    internal static Argument<string[]> Port() => new(PortName)
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "the port, where the word before has none",
    };

    /// <summary>How long to wait; a time of 0 would wait for nothing.</summary>
    internal static Option<double> Timeout(string description = "how long one step may take: connecting, an answer", double usual = 10)
        => PositiveSeconds("--timeout", usual, description);

    internal static Option<bool> Json() => new("--json") { Description = "for programs: one JSON object a line" };

    /// <summary>For commands whose standard output belongs to others.</summary>
    internal static Option<bool> JsonOnStandardError() => new("--json") { Description = "for programs: what is said on standard error is one JSON object a line" };

    internal static Option<bool> Crlf() => new("--crlf") { Description = "send CRLF where the input has LF" };

    internal static Option<double> Wait() => Seconds("--wait", 1, "udp: how long to wait for one more datagram after the end of the input");

    internal static Option<bool> Ipv4() => new("--ipv4", "-4") { Description = "only IPv4" };

    internal static Option<bool> Ipv6() => new("--ipv6", "-6") { Description = "only IPv6" };

    internal static Option<bool> ReplaceStale() => new("--replace-stale")
    {
        Description = "remove a Unix socket file first, if nobody listens on it",
    };

    /// <summary>A span of time: 0 or more seconds, fractions allowed.</summary>
    internal static Option<double> Seconds(string name, double usual, string description) => Seconds(name, usual, description, "from 0", static _ => true);

    /// <summary>A span of time that is not empty.</summary>
    internal static Option<double> PositiveSeconds(string name, double usual, string description)
        => Seconds(name, usual, description, "more than 0", IsSome);

    /// <summary>The same, null where it is not given.</summary>
    internal static Option<double?> PositiveSecondsIfGiven(string name, string description)
        => Number<double?>(name, "SECONDS", null, description, word => Seconds(name, word, "more than 0", IsSome));

    /// <summary>A span of time, null where it is not given.</summary>
    internal static Option<double?> SecondsIfGiven(string name, string description)
        => Number<double?>(name, "SECONDS", null, description, word => Seconds(name, word, "from 0", static _ => true));

    private static bool IsSome(double seconds) => TimeSpan.FromSeconds(seconds) > TimeSpan.Zero;

    private static Option<double> Seconds(string name, double usual, string description, string least, Func<double, bool> enough)
        => Number(name, "SECONDS", usual, description, word => Seconds(name, word, least, enough));

    private static double Seconds(string name, string word, string least, Func<double, bool> enough)
    {
        const int Most = int.MaxValue / 1000;
        return double.TryParse(word, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= Most && enough(value)
            ? value
            : throw new UsageException($"{name} takes seconds, {least} to {Most}, and not '{word}'");
    }

    /// <summary>A whole number in a range.</summary>
    internal static Option<int> Whole(string name, int usual, Range range, string description)
        => Number(name, "NUMBER", usual, description, word => Whole(name, word, range));

    /// <summary>The same, null where it is not given.</summary>
    internal static Option<int?> WholeIfGiven(string name, Range range, string description) => Number<int?>(name, "NUMBER", null, description, word => Whole(name, word, range));

    private static int Whole(string name, string word, Range range)
    {
        (int least, int most) = (range.Start.Value, range.End.Value);
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new UsageException($"{name} takes a number from {least} to {most}, and not '{word}'");
    }

    private static Option<T> Number<T>(string name, string helpName, T usual, string description, Func<string, T> read) => new(name)
    {
        HelpName = helpName,
        Description = description,
        DefaultValueFactory = usual is null ? null : _ => usual,
        CustomParser = result =>
        {
            try
            {
                return read(result.Tokens[^1].Value);
            }
            catch (UsageException wrong)
            {
                result.AddError(wrong.Message);
                return usual;
            }
        },
    };

    /// <summary>The endpoint's words, and those behind them, in the order in which they were written.</summary>
    internal static string[] Words(this ParseResult parsed, Argument<string> first, Argument<string[]> more)
        => [parsed.GetRequiredValue(first), .. parsed.GetValue(more) ?? []];

    /// <summary>What a lookup may take, and Ctrl-C.</summary>
    internal static LookupOptions Lookup(this ParseResult parsed, Option<double> timeout, Signals signals)
        => new() { Deadline = Deadline.After(parsed.Span(timeout)), Cancellation = signals.Token };

    /// <summary>The family that two options ask for; every one where neither is given.</summary>
    internal static Family Family(this ParseResult parsed, Option<bool> four, Option<bool> six)
        => parsed.OneOf(four, six) switch { true => Sockets.Family.AF_INET, false => Sockets.Family.AF_INET6, _ => Sockets.Family.AF_UNSPEC };

    /// <summary>True for the first, false for the second, null for neither.</summary>
    /// <exception cref="UsageException">Both are given.</exception>
    internal static bool? OneOf(this ParseResult parsed, Option<bool> first, Option<bool> second) => (parsed.GetValue(first), parsed.GetValue(second)) switch
    {
        (true, true) => throw new UsageException($"{first.Name} and {second.Name} do not go together"),
        (true, _) => true,
        (_, true) => false,
        _ => null,
    };

    /// <summary>Whether somebody wrote the option, where it has a usual value too.</summary>
    internal static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    internal static TimeSpan Span(this ParseResult parsed, Option<double> seconds) => TimeSpan.FromSeconds(parsed.GetValue(seconds));
}
