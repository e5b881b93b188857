using System.CommandLine;

namespace Sockeye.Cli.Commands;

/// <summary>The options and arguments that several commands have, each written once.</summary>
internal static class CommonOptions
{
    internal static Argument<string> EndPoint() => new("ENDPOINT")
    {
        Description = "host:port, :port, unix:/path, unix:@name, udp://…, or HOST PORT as two words",
    };

    /// <summary>The second word of an endpoint that was written as two.</summary>
    internal static Argument<string[]> Port() => new("PORT")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "the port, where the word before has none",
    };

    internal static Option<double> Timeout() => Seconds("--timeout", 10, "how long one step may take: connecting, an answer");

    internal static Option<bool> Json() => new("--json") { Description = "for programs: one JSON object a line" };

    internal static Option<bool> Crlf() => new("--crlf") { Description = "send CRLF where the input has LF" };

    internal static Option<double> Wait() => Seconds("--wait", 1, "udp: how long to wait for one more datagram after the end of the input");

    internal static Option<bool> ReplaceStale() => new("--replace-stale")
    {
        Description = "remove a Unix socket file first, if nobody listens on it",
    };

    /// <summary>A span of time: 0 or more seconds, fractions allowed.</summary>
    internal static Option<double> Seconds(string name, double usual, string description)
    {
        const double Most = int.MaxValue / 1000;
        var option = new Option<double>(name)
        {
            HelpName = "SECONDS",
            Description = description,
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            double value = result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is var given ? given : usual;
            if (!(value is >= 0 and <= Most))
            {
                result.AddError($"{name} takes seconds, from 0 to {Most:0}");
            }
        });
        return option;
    }

    /// <summary>The endpoint's words, and those behind them, in the order in which they were written.</summary>
    internal static string[] Words(this ParseResult parsed, Argument<string> first, Argument<string[]> more)
        => [parsed.GetRequiredValue(first), .. parsed.GetValue(more) ?? []];

    internal static TimeSpan Span(this ParseResult parsed, Option<double> seconds) => TimeSpan.FromSeconds(parsed.GetValue(seconds));
}
