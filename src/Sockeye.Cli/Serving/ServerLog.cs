namespace Sockeye.Cli.Serving;

/// <summary>What a server tells its owner, line by line, from any thread.</summary>
internal sealed class ServerLog(TextWriter to, bool verbose)
{
    private readonly Lock _gate = new();

    /// <summary>Always told.</summary>
    internal void Say(string line)
    {
        lock (_gate)
        {
            try
            {
                to.WriteLine(Failure.OneLine(line));
                to.Flush();
            }
            catch (IOException)
            {
                // Nobody reads the log; the server lives on.
            }
        }
    }

    /// <summary>Told with --verbose.</summary>
    internal void Detail(string line)
    {
        if (verbose)
        {
            Say(line);
        }
    }
}
