using Sockeye.Cli.Talking;

namespace Sockeye.Cli.Labs;

/// <summary>Tries a learner's programs, case by case. All it starts is ended with it.</summary>
internal sealed class LabRun(Lab lab, LabTimes times, CancellationToken stop)
{
    /// <param name="serverCommand">The server's command line, or null for none.</param>
    /// <param name="clientCommand">The client's.</param>
    internal IEnumerable<LabResult> Run(string? serverCommand, string? clientCommand)
    {
        using LearnersServer? server = serverCommand is null ? null : new LearnersServer(serverCommand, times, stop);
        LearnersClient? client = clientCommand is null ? null : new LearnersClient(clientCommand, times, stop);
        if (server is not null)
        {
            foreach (LabCase<LearnersServer> one in lab.Server.TakeWhile(_ => !server.IsHopeless))
            {
                yield return Judge("server", one, server, () => (server.Record, server.Errors), server);
            }
        }

        if (client is not null)
        {
            foreach (LabCase<LearnersClient> one in lab.Client.TakeWhile(_ => !client.IsHopeless))
            {
                yield return Judge("client", one, client, () => (client.Record, client.Errors));
            }
        }

        if (server is { IsHopeless: false } && client is { IsHopeless: false })
        {
            foreach (LabCase<(LearnersServer, LearnersClient)> one in lab.Together)
            {
                yield return Judge("both", one, (server, client), () => (client.Record, client.Errors), server);
            }
        }
    }

    private static LabResult Judge<TProgram>(string side, LabCase<TProgram> one, TProgram program, Func<(Recorder Record, string Errors)> look, LearnersServer? server = null)
    {
        var result = new LabResult(side, one.Name, one.Meaning);
        try
        {
            one.Try(program);
        }
        catch (LabWrongException wrong)
        {
            (Recorder record, string errors) = look();
            result = result with { Wrong = wrong, Talk = record.Conversation, Errors = errors };
        }

        if (result.Wrong is not null || server?.ExitCode is not null)
        {
            server?.Dispose();    // the next case starts it anew, and is not judged by this one
        }

        return result;
    }
}
