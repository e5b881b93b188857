using System.Net;

namespace Sockeye.Cli.Ports;

/// <summary>What a port answered: open, closed, or filtered (no answer, or somebody on the way says no), and why we think so.</summary>
internal sealed record ScannedPort(IPEndPoint At, string State, string Reason)
{
    internal int Port => At.Port;

    internal const string Open = "open";
    internal const string Closed = "closed";
    internal const string Filtered = "filtered";
}
