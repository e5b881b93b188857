using Sockeye.Cli.Labs;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>One case of a lab, tried with a program in this process.</summary>
internal static class Trial
{
    /// <summary>For programs that answer, however busy the machine is.</summary>
    private static readonly LabTimes s_patient = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));

    /// <summary>For programs that are stuck: all of it is waited for.</summary>
    internal static LabTimes Hasty { get; } = s_patient with { Step = TimeSpan.FromSeconds(1) };

    private static string Programs => Repository.Full("tests/Sockeye.Cli.Tests/Labs/Programs");

    internal static string Python(string program) => $"/usr/bin/python3 '{Programs}/{program}.py'";

    /// <summary>What was wrong, and the dialogue.</summary>
    internal static LabResult Try(string lab, string side, string name, string command, LabTimes? times = null)
        => new LabRun(Only(lab, side, name), times ?? s_patient, CancellationToken.None)
            .Run(side is "server" or "parallel" ? command : null, side == "client" ? command : null).Single();

    /// <summary>The same for two programs that talk to each other.</summary>
    internal static LabResult TryTogether(string lab, string name, string server, string client)
        => new LabRun(Only(lab, "both", name), s_patient, CancellationToken.None).Run(server, client).Single();

    private static Lab Only(string lab, string side, string name)
    {
        Lab whole = Lab.All.Single(one => one.Name == lab);
        return whole with
        {
            Server = [.. (side == "parallel" ? whole.Parallel : whole.Server).Where(one => side is "server" or "parallel" && one.Name == name)],
            Client = [.. whole.Client.Where(one => side == "client" && one.Name == name)],
            Together = [.. whole.Together.Where(one => side == "both" && one.Name == name)],
        };
    }
}
