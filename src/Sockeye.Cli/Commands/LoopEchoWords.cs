using System.CommandLine;
using Sockeye.Cli.Serving;
using Sockeye.Loops;

namespace Sockeye.Cli.Commands;

/// <summary>The options that put the echo server onto event loops.</summary>
internal sealed class LoopEchoWords
{
    private readonly Option<Lane?> _lane = new("--lane")
    {
        HelpName = "LANE",
        Description = "serve on event loops; handlers run: guarded (on the loop, and a guard watches; the default there), inline (on the loop), pool (on .NET's thread pool)",
        CustomParser = static result =>
        {
            string word = result.Tokens[^1].Value;
            if (Enum.GetNames<Lane>().FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is string lane)
            {
                return Enum.Parse<Lane>(lane);
            }

            result.AddError($"--lane takes guarded, inline or pool, and not '{word}'");
            return null;
        },
    };

    private readonly Option<int?> _loops = CommonOptions.WholeIfGiven("--loops", 1..1024, "serve on so many event loops; without it, one a processor");
    private readonly Option<bool> _pipe = new("--pipe") { Description = "serve on event loops, each connection as a pipe (the default there)" };

    private readonly Option<bool> _raw = new("--raw") { Description = "serve on event loops by the verbs of a socket, with a buffer for each connection" };

    private LoopEchoWords()
    {
    }

    internal static LoopEchoWords AddTo(Command command)
    {
        var words = new LoopEchoWords();
        command.Add(words._lane);
        command.Add(words._loops);
        command.Add(words._pipe);
        command.Add(words._raw);
        return words;
    }

    /// <summary>Any of them is given.</summary>
    internal bool IsMeant(ParseResult parsed) => parsed.IsGiven(_lane) || parsed.IsGiven(_loops) || parsed.IsGiven(_pipe) || parsed.IsGiven(_raw);

    /// <exception cref="UsageException">An option for threads is given too.</exception>
    internal LoopEchoOptions Read(ParseResult parsed, Option<int?> most, Option<double?> idle, ServerLog log)
    {
        if (parsed.IsGiven(idle))
        {
            throw new UsageException($"{idle.Name} is for a thread each, and does not go with {_lane.Name}, {_loops.Name}, {_pipe.Name} and {_raw.Name}");
        }

        bool isRaw = parsed.OneOf(_raw, _pipe) == true;
        return new LoopEchoOptions
        {
            IsRaw = isRaw,
            Lane = parsed.GetValue(_lane) ?? Lane.Guarded,
            Loops = parsed.GetValue(_loops),
            MaxConnections = parsed.GetValue(most) ?? LoopEchoOptions.UsualMaxConnections,
            Log = log,
        };
    }
}
