using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Serving;

/// <summary>What a server tells its owner, line by line, from any thread.</summary>
internal sealed class ServerLog(TextWriter to, bool verbose, bool json = false)
{
    private readonly Lock _gate = new();

    /// <summary>Always told.</summary>
    internal void Say(string line) => Write(json
        ? JsonLine.Of(properties =>
        {
            properties.WriteString("event", "note");
            properties.WriteString("text", line);
        })
        : Failure.OneLine(line));

    /// <summary>Clients may come, for whoever has no standard output to say so.</summary>
    internal void Ready(string endPoint) => Write(json ? JsonLine.Ready(endPoint) : Failure.OneLine($"ready: listening on {endPoint}"));

    /// <summary>Told with --verbose.</summary>
    internal void Detail(string line)
    {
        if (verbose)
        {
            Say(line);
        }
    }

    private void Write(string line)
    {
        lock (_gate)
        {
            try
            {
                to.WriteLine(line);
                to.Flush();
            }
            catch (Exception nobody) when (StandardError.IsGone(nobody))
            {
                // Nobody reads the log; the server lives on.
            }
        }
    }
}
