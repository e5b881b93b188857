using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Serving;
using Sockeye.Cli.Talking;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Demonstration;

/// <summary>What a chapter plays with: the record, the message, the port, and servers on loopback that last as long as their chapter.</summary>
internal sealed class Stage(Recorder record, string message, int port, CancellationToken stop)
{
    /// <summary>The system itself, which answers when it is asked.</summary>
    internal static readonly Speaker System = new("System");

    // Nothing in the demonstration takes long; what does has failed.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    internal Recorder Record => record;

    internal string Message => message;

    internal CancellationToken Stop => stop;

    /// <summary>The port that was asked for; 0 lets the system choose.</summary>
    internal int Port => port;

    /// <summary>Starts a server there and lets a client talk to it.</summary>
    internal void With(EndPointName where, IService service, Action<Socket> talk)
    {
        using var listeners = Listeners.Open(where);
        using var server = Server.Start(listeners, service, new ServeOptions { Log = new ServerLog(TextWriter.Null, verbose: false) });
        using Socket client = Dialer.Dial(EndPointName.Parse(listeners.Shown), Timeout, stop);
        talk(client);
    }

    /// <summary>Does what is to go wrong, and records how it did.</summary>
    internal void Failing(Action attempt)
    {
        try
        {
            attempt();
            record.Note(Speaker.Client, "this ought to have failed");
        }
        catch (SocketFaultException fault)
        {
            Fails(fault);
        }
    }

    internal void Fails(SocketFaultException fault)
        => record.Fails(Speaker.Client, $"{fault.GetType().Name}: {fault.Message}, errno {(int)fault.Errno}");
}
