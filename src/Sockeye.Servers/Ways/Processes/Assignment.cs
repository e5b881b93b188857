using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways.Processes;

/// <summary>What a worker is told by its environment: which of the program's servers it works for, and where its parent waits for it.</summary>
/// <remarks>The secret keeps strangers from the door, which is an abstract name that all programs of the machine can find; each side also asks the kernel which process the other is.</remarks>
internal sealed record Assignment(int Number, int Parent, string Door, string Secret, string Address)
{
    private const string Variable = "SOCKEYE_WORKER";

    private static readonly Assignment? Mine = Take();
    private static int s_servers;

    /// <summary>The one of this process, where it is a worker; else null.</summary>
    internal static Assignment? OfThisProcess => Mine;

    /// <summary>Servers of this way are counted as they are made: a program makes them in the same order when it runs again.</summary>
    internal static int NextNumber() => Interlocked.Increment(ref s_servers);

    internal static Assignment For(int number, EndPoint listens) => new(
        number,
        Environment.ProcessId,
        $"sockeye-worker-{Guid.NewGuid():N}",
        Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
        listens is IPEndPoint ? listens.ToString()! : "");

    /// <summary>Where clients find the server: what it was given, but for the port that the system gave the parent.</summary>
    internal EndPoint LocalEndPoint(EndPoint given) => given is IPEndPoint && Address.Length > 0 ? IPEndPoint.Parse(Address) : given;

    internal UnixEndPoint DoorEndPoint => UnixEndPoint.Abstract(Door);

    internal void PutInto(IDictionary<string, string?> environment)
        => environment[Variable] = string.Join(';', Number.ToString(CultureInfo.InvariantCulture), Parent.ToString(CultureInfo.InvariantCulture), Door, Secret, Address);

    // Taken out: what the worker starts is no worker.
    private static Assignment? Take()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
        return text?.Split(';') is [string number, string parent, string door, string secret, string address]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int which)
            && int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out int who)
                ? new Assignment(which, who, door, secret, address)
                : null;
    }
}
