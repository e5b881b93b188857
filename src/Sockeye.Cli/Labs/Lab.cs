using Sockeye.Cli.Labs.Echo;
using Sockeye.Cli.Labs.Sum;

namespace Sockeye.Cli.Labs;

/// <summary>A lab: a task, and what is tried with a learner's programs.</summary>
/// <param name="Name">The word for it on the command line, and its folder below labs/.</param>
/// <param name="Task">In one sentence.</param>
/// <param name="Steps">The whole of it, for a terminal.</param>
internal sealed record Lab(string Name, string Task, string Steps)
{
    internal required IReadOnlyList<LabCase<LearnersServer>> Server { get; init; }

    /// <summary>What is tried beyond that where it is asked for: a server for several clients at the same time. Empty where the lab has no such task.</summary>
    internal IReadOnlyList<LabCase<LearnersServer>> Parallel { get; init; } = [];

    internal required IReadOnlyList<LabCase<LearnersClient>> Client { get; init; }

    internal required IReadOnlyList<LabCase<(LearnersServer Server, LearnersClient Client)>> Together { get; init; }

    internal static IReadOnlyList<Lab> All { get; } =
    [
        new("echo", "A server that sends everything back, and a client that says something to it.", LabTasks.Echo)
        {
            Server = EchoServerCases.All,
            Parallel = ParallelEchoCases.All,
            Client = EchoClientCases.All,
            Together = Labs.Together.Echo,
        },
        new("sum", "A server that adds two whole numbers of any size, and a client that asks it to.", LabTasks.Sum)
        {
            Server = SumServerCases.All,
            Client = SumClientCases.All,
            Together = Labs.Together.Sum,
        },
    ];
}
