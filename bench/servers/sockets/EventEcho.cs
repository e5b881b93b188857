using System.Net.Sockets;

namespace Sockeye.Bench.Sockets;

/// <summary>One SocketAsyncEventArgs a connection, used in turn to receive and to send.</summary>
internal sealed class EventEcho : SocketAsyncEventArgs
{
    private readonly Socket _socket;
    private readonly bool _stalls;
    private readonly byte[] _buffer;
    private bool _sending;
    private int _sent;
    private int _came;

    internal EventEcho(Socket socket, int size, bool stalls)
        : base(true)     // nobody looks at an execution context here
    {
        (_socket, _stalls, _buffer) = (socket, stalls, new byte[size]);
        SetBuffer(_buffer, 0, size);
    }

    internal void Start()
    {
        if (!_socket.ReceiveAsync(this))
        {
            OnCompleted(this);
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        bool pending;
        do
        {
            if (SocketError != SocketError.Success || BytesTransferred == 0)
            {
                _socket.Dispose();
                Dispose();
                return;
            }

            pending = Next();
        }
        while (!pending);
    }

    private bool Next()
    {
        if (!_sending)
        {
            (_sending, _sent, _came) = (true, 0, BytesTransferred);
            if (_stalls)
            {
                Misbehaviour.Obey(_buffer.AsSpan(0, _came));
            }
        }
        else if ((_sent += BytesTransferred) == _came)
        {
            _sending = false;
            SetBuffer(0, _buffer.Length);
            return _socket.ReceiveAsync(this);
        }

        SetBuffer(_sent, _came - _sent);
        return _socket.SendAsync(this);
    }
}
