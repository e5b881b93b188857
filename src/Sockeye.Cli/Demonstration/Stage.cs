using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Serving;
using Sockeye.Cli.Talking;
using Sockeye.Servers;
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

    private int _unexpected;

    internal Recorder Record => record;

    internal string Message => message;

    internal CancellationToken Stop => stop;

    /// <summary>The port that was asked for; 0 lets the system choose.</summary>
    internal int Port => port;

    /// <summary>Starts a server there and lets a client talk to it.</summary>
    internal void With(EndPointName where, Service service, Action<Socket> talk)
    {
        using ServedPlaces places = ServedPlaces.Open(where, service, new ServingOptions());
        places.Start();
        using Socket client = Dialer.Dial(EndPointName.Parse(places.Shown), Timeout, stop);
        talk(client);
    }

    /// <summary>Does what has to fail, and records how it did.</summary>
    internal void ExpectFault(Action attempt)
        => Expect<SocketFaultException>(attempt, fault => record.Fails(Speaker.Client, $"{fault.GetType().Name}: {fault.Message}, errno {(int)fault.Errno}"));

    /// <summary>Asks what a server has to refuse; its words are in the record already.</summary>
    internal void ExpectRefusal(Action question) => Expect<RefusedException>(question, static _ => { });

    /// <summary>The end of the play.</summary>
    /// <exception cref="WrongAnswerException">Something that had to fail did not.</exception>
    internal void Conclude()
    {
        if (_unexpected > 0)
        {
            throw new WrongAnswerException($"{_unexpected} of the attempts in the demonstration ought to have failed, and did not");
        }
    }

    private void Expect<TFailure>(Action attempt, Action<TFailure> came)
        where TFailure : Exception
    {
        try
        {
            attempt();
        }
        catch (TFailure failure)
        {
            came(failure);
            return;
        }

        _unexpected++;
        record.Note(Speaker.Client, "this ought to have failed");
    }
}
