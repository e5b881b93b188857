using Sockeye.Cli.Endpoints;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Talking;

/// <summary>The client's side of an echo: says a message, waits for as many bytes, and they must be the same.</summary>
internal sealed class EchoTalk(Socket socket, Recorder record, CancellationToken stop)
{
    private readonly byte[] _buffer = new byte[LargestDatagram + 1];

    // An echo server closes when its client has ended, and at once; one that does not has said nothing wrong so far.
    private static readonly TimeSpan PatienceForTheEnd = TimeSpan.FromSeconds(0.5);

    private const int LargestDatagram = 256 * 1024;    // a Unix datagram may be longer than UDP's 65,507 bytes

    // Asked while it is there: when the server has reset, the system has forgotten it.
    private readonly string _peer = EndPointText.Of(socket.RemoteEndPoint, socket.Kind);

    internal void Begin() => record.Connects(Speaker.Client, _peer);

    /// <exception cref="WrongAnswerException">Other bytes came back, or too few.</exception>
    internal byte[] Exchange(byte[] message)
    {
        if (message.Length == 0 && socket.Kind != SocketKind.SOCK_DGRAM)
        {
            record.Note(Speaker.Client, "an empty message is no bytes at all on a stream: nothing is sent, and nothing comes back");
            return [];
        }

        record.Says(Speaker.Client, message);
        socket.SendAll(message, cancellation: stop);
        byte[] answer = socket.Kind == SocketKind.SOCK_DGRAM ? Datagram() : AsManyAs(message);
        record.Says(Speaker.Server, answer);
        return answer.AsSpan().SequenceEqual(message)
            ? answer
            : throw new WrongAnswerException($"{_peer} is no echo server: sent {Shown.Bytes(message)}, and {Shown.Bytes(answer)} came back");
    }

    /// <summary>Ends the talk, and hears whether the server had more to say than was due.</summary>
    /// <exception cref="WrongAnswerException">It had.</exception>
    internal void End()
    {
        if (socket.Kind != SocketKind.SOCK_DGRAM && Surplus() is { Length: > 0 } surplus)
        {
            record.Says(Speaker.Server, surplus);
            throw new WrongAnswerException($"{_peer} is no echo server: everything had come back, and then {Shown.Bytes(surplus)} came");
        }

        socket.Close();
        record.Closes(Speaker.Client);
    }

    private byte[] Surplus()
    {
        try
        {
            socket.Shutdown(ShutdownHow.SHUT_WR);
            socket.Timeout = socket.Timeout is TimeSpan usual && usual < PatienceForTheEnd ? usual : PatienceForTheEnd;
            return _buffer[..socket.Receive(_buffer.AsSpan(), cancellation: stop)];
        }
        catch (SocketFaultException)
        {
            return [];    // it stays open, or resets: all that was due has come
        }
    }

    private byte[] Datagram() => _buffer[..socket.Receive(_buffer.AsSpan(), cancellation: stop)];

    // Ends early where the first wrong byte has come: a server that answers something else may never send as many.
    private byte[] AsManyAs(byte[] message)
    {
        byte[] answer = new byte[message.Length];
        int have = 0;
        while (have < answer.Length && answer.AsSpan(0, have).SequenceEqual(message.AsSpan(0, have)))
        {
            int count = socket.Receive(answer.AsSpan(have), cancellation: stop);
            if (count == 0)
            {
                record.Closes(Speaker.Server);
                throw new WrongAnswerException($"the server closed after {have} of {answer.Length} bytes: sent {Shown.Bytes(message)}, and {Shown.Bytes(answer.AsSpan(0, have))} came back");
            }

            have += count;
        }

        return answer[..have];
    }
}
