using System.Runtime.ExceptionServices;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>A thread with a hosts file, a host name and a network of its own, and the programs it starts: a machine for one test.</summary>
internal static class PrivateMachine
{
    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    /// <summary>Why there can be none here; null where there can. Asked once, by trying.</summary>
    internal static string? WhyNot => Obstacle.Value;

    /// <summary>Runs the test there.</summary>
    internal static void Run(string hosts, Action test)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("hosts", hosts);
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            NamespaceCalls.Leave();
            NamespaceCalls.Replace("/etc/hosts", file);
            test();
        }))
        { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Connected.Patience), "the test on a machine of its own did not end");
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static string? FindObstacle()
    {
        try
        {
            Run("", static () => { });
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return $"no thread can have files and a network of its own here ({refused.Message}): run as root";
        }
    }
}

/// <summary>A test that needs <see cref="PrivateMachine"/>, and programs: skipped, with the reason, where it cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrivateMachineFactAttribute : FactAttribute
{
    public PrivateMachineFactAttribute(params string[] needs) => Skip = PrivateMachine.WhyNot ?? Machine.WhyNot(needs);
}
