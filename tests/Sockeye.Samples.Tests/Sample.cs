using System.Net;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Samples.Tests;

/// <summary>A sample as a program.</summary>
internal static class Sample
{
    /// <summary>Runs it.</summary>
    /// <param name="name">Its project's last word.</param>
    /// <param name="arguments">What it is given.</param>
    internal static Peer Start(string name, params string[] arguments) => Peer.Start("dotnet", [Assembly(name), .. arguments]);

    /// <summary>Where it says that it listens.</summary>
    internal static IPEndPoint Listening(this Peer sample) => IPEndPoint.Parse(sample.OutputLine("listening on "));

    /// <summary>Ends it as a person would, and demands that it ends in order.</summary>
    internal static void Stop(this Peer sample)
    {
        sample.Signal("INT");
        Ended ended = sample.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    // Beside the tests' own, and of the same configuration.
    private static string Assembly(string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        string program = $"Sockeye.Sample.{name}";
        return Path.Combine(own.Parent!.Parent!.FullName, program, own.Name, $"{program}.dll");
    }
}
