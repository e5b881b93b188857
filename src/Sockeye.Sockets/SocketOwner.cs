namespace Sockeye.Sockets;

/// <summary>A process that has a socket open.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Program">Its name as proc(5) tells it (comm), and behind it the file that it runs where it is an interpreter: "python3 server.py".</param>
public sealed record SocketOwner(int ProcessId, string Program)
{
    /// <summary>"python3 server.py (process 1234)".</summary>
    public override string ToString() => $"{Program} (process {ProcessId})";
}
