using Sockeye.Connections.Tls;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Streams;

/// <summary>Writes a client's conversation down, with the time since it began.</summary>
internal sealed class Transcript
{
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly Conversation _to;
    private bool _isOver;

    private Transcript(Conversation to) => _to = to;

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_start);

    /// <summary>Null where nobody wants it.</summary>
    internal static Transcript? Begin(Conversation? to, string peer)
    {
        if (to is null)
        {
            return null;
        }

        var begun = new Transcript(to);
        to.Connects(begun.Now, Speaker.Client, "to " + peer);
        return begun;
    }

    internal void Secured(TlsInfo tls) => _to.Note(Now, Speaker.Client, $"TLS from here: {tls.Protocol}, {tls.CipherSuite}");

    internal void Says(ReadOnlySpan<byte> data, bool secret)
    {
        if (secret)
        {
            _to.Note(Now, Speaker.Client, "says a secret, which is not shown");
        }
        else
        {
            _to.Says(Now, Speaker.Client, data);
        }
    }

    internal void Heard(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
        {
            _to.Says(Now, Speaker.Server, data);
        }
    }

    internal void HeardEnd()
    {
        if (!_isOver)
        {
            _isOver = true;
            _to.Closes(Now, Speaker.Server);
        }
    }

    internal void EndsHalf() => _to.EndsHalf(Now, Speaker.Client);

    internal void Fails(Exception error)
    {
        if (error is ConnectionResetException)
        {
            _to.Resets(Now, Speaker.Server);
        }
        else if (error is not (OperationCanceledException or ObjectDisposedException))
        {
            _to.Fails(Now, Speaker.Client, error.Message);
        }
    }

    internal void Closes() => _to.Closes(Now, Speaker.Client);
}
