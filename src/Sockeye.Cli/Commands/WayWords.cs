using System.CommandLine;
using Sockeye.Loops;
using Sockeye.Servers;

namespace Sockeye.Cli.Commands;

/// <summary>The options that say in which way many are served.</summary>
internal sealed class WayWords
{
    private static readonly (string Word, ServeBy Way)[] Ways =
    [
        ("loops", ServeBy.Loops), ("threads", ServeBy.Threads), ("one", ServeBy.OneAtATime), ("selector", ServeBy.Selector), ("processes", ServeBy.Processes),
    ];

    private readonly Option<ServeBy?> _by = Choice<ServeBy>("--by", "WAY", Ways, "how many are served: loops (event loops; the default), threads (one each), one (after the other), selector (one thread for all), processes (one each)");

    private readonly Option<Lane?> _lane = Choice<Lane>(
        "--lane", "LANE", [("guarded", Lane.Guarded), ("inline", Lane.Inline), ("pool", Lane.Pool)], "on loops, handlers run: guarded (on the loop, and a guard watches; the default), inline (on the loop), pool (on .NET's thread pool)");

    private readonly Option<int?> _loops = CommonOptions.WholeIfGiven("--loops", 1..1024, "so many event loops; without it, one a processor");
    private readonly Option<int?> _threads = CommonOptions.WholeIfGiven("--max-threads", 1..100_000, "by threads: how many; who comes then waits [default: 256]");
    private readonly Option<int?> _processes = CommonOptions.WholeIfGiven("--max-processes", 1..10_000, "by processes: how many; who comes then waits [default: 16]");

    private WayWords()
    {
    }

    internal static WayWords AddTo(Command command)
    {
        var words = new WayWords();
        foreach (Option option in (Option[])[words._by, words._lane, words._loops, words._threads, words._processes])
        {
            command.Add(option);
        }

        return words;
    }

    /// <summary>The loops that are to be used, where there are to be any.</summary>
    internal LoopGroup? Loops(ParseResult parsed) => Way(parsed) != ServeBy.Loops ? null
        : parsed.GetValue(_loops) is int count ? new LoopGroup(new LoopOptions { Loops = count })
        : LoopGroup.Default;

    /// <exception cref="UsageException">An option of another way is given, or the way does not go with what is served.</exception>
    internal ServingOptions Read(ParseResult parsed, bool datagrams, bool isShared)
    {
        ServeBy way = Way(parsed);
        Demand(parsed, way == ServeBy.Loops, "loops", _lane, _loops);
        Demand(parsed, way == ServeBy.Threads, "threads", _threads);
        Demand(parsed, way == ServeBy.Processes, "processes", _processes);
        if (datagrams && way is ServeBy.Selector or ServeBy.Processes)
        {
            throw new UsageException($"--by {Word(way)} is for streams; datagrams are served by loops, threads or one");
        }

        if (isShared && way is ServeBy.OneAtATime or ServeBy.Processes)
        {
            throw new UsageException($"--by {Word(way)} does not go here: the clients would not meet");
        }

        var usual = new ServingOptions();
        return usual with
        {
            By = way,
            Lane = parsed.GetValue(_lane) ?? usual.Lane,
            MaxThreads = parsed.GetValue(_threads) ?? usual.MaxThreads,
            MaxProcesses = parsed.GetValue(_processes) ?? usual.MaxProcesses,
        };
    }

    private ServeBy Way(ParseResult parsed) => parsed.GetValue(_by) ?? ServeBy.Loops;

    private static string Word(ServeBy way) => Ways.First(one => one.Way == way).Word;

    private static void Demand(ParseResult parsed, bool isSo, string way, params Option[] options)
    {
        if (!isSo && options.FirstOrDefault(parsed.IsGiven) is Option given)
        {
            throw new UsageException($"{given.Name} goes with --by {way}");
        }
    }

    private static Option<T?> Choice<T>(string name, string helpName, (string Word, T Value)[] choices, string description)
        where T : struct => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result =>
            {
                string word = result.Tokens[^1].Value;
                if (Array.FindIndex(choices, one => one.Word.Equals(word, StringComparison.OrdinalIgnoreCase)) is >= 0 and int at)
                {
                    return choices[at].Value;
                }

                result.AddError($"{name} takes {string.Join(", ", choices[..^1].Select(static one => one.Word))} or {choices[^1].Word}, and not '{word}'");
                return null;
            },
        };
}
