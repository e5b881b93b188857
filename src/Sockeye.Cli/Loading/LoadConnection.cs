using Sockeye.Readiness;
using Sockeye.Sockets;

namespace Sockeye.Cli.Loading;

/// <summary>One connection: what is under way on it, and the bytes that must come back.</summary>
/// <remarks>
/// Nothing is tried that is known not to go: a receive only when epoll said so, and after a send that took a part, the next one
/// when there is room. When each message under way began is in a ring, for its answer comes in the same order.
/// </remarks>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly Epoll _epoll;
    private readonly LoadTally _tally;
    private readonly MessageBytes _bytes;
    private readonly long _pattern;         // where in the endless bytes this connection begins
    private readonly int _size;
    private readonly long[] _began;         // of the messages under way: a ring
    private int _newest;
    private int _oldest;
    private long _queued;                   // bytes, counted from the first
    private long _sent;
    private long _received;
    private long _endOfOldest;
    private bool _oldestIsWrong;
    private bool _waitsForRoom;

    internal LoadConnection(int index, Socket socket, Epoll epoll, LoadTally tally, (MessageBytes Bytes, int Size, int Depth) messages)
    {
        (Index, _socket, _epoll, _tally) = (index, socket, epoll, tally);
        (_bytes, _size) = (messages.Bytes, messages.Size);
        _pattern = MessageBytes.StartOf(index);
        _began = new long[messages.Depth];
        _endOfOldest = _size;
        epoll.Register(socket, EpollEvents.EPOLLIN, this);
    }

    internal int Index { get; }

    internal int UnderWay { get; private set; }

    internal bool HasRoom => UnderWay < _began.Length;

    /// <summary>How many messages it has begun so far, and by the schedule should have.</summary>
    internal long Begun { get; private set; }

    internal long Due { get; set; }

    /// <summary>It was given up: it has no part in what follows.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>When the oldest message under way began.</summary>
    internal long Oldest => _began[_oldest];

    /// <summary>Takes one more message up; it goes with the next <see cref="Flush"/>.</summary>
    /// <param name="when">From when on its time counts.</param>
    internal void Begin(long when)
    {
        _began[_newest] = when;
        _newest = _newest + 1 == _began.Length ? 0 : _newest + 1;
        _queued += _size;
        UnderWay++;
        Begun++;
    }

    /// <summary>Sends what there is to send and room for.</summary>
    /// <exception cref="SocketFaultException">The connection is broken.</exception>
    internal void Flush(bool thereIsRoom = false)
    {
        if (_waitsForRoom && !thereIsRoom)
        {
            return;
        }

        bool full = false;
        while (_sent < _queued && !full)
        {
            int count = (int)Math.Min(_queued - _sent, MessageBytes.Most);
            full = !_socket.TrySend(_bytes.At(_pattern + _sent, count), out int went) || went < count;
            _sent += went;
        }

        if (full != _waitsForRoom)
        {
            _epoll.Modify(_socket, full ? EpollEvents.EPOLLIN | EpollEvents.EPOLLOUT : EpollEvents.EPOLLIN);
            _waitsForRoom = full;
        }
    }

    /// <summary>Takes what is there, compares each byte, and tells of the messages that are whole by it.</summary>
    /// <param name="room">For at most <see cref="MessageBytes.Most"/> bytes.</param>
    /// <param name="end">How it ended, where it did.</param>
    /// <returns>False: the connection is at its end.</returns>
    /// <exception cref="SocketFaultException">The connection is broken.</exception>
    internal bool Receive(byte[] room, out Loss end)
    {
        end = Loss.Closed;
        if (!_socket.TryReceive(room, out int count))
        {
            return true;
        }

        long now = Clock.Now;
        ReadOnlySpan<byte> came = room.AsSpan(0, count);
        if (_received + count > _sent)
        {
            end = Loss.Surplus;
            return false;
        }

        if (count > 0)
        {
            _tally.Came(now);
            Take(came, came.SequenceEqual(_bytes.At(_pattern + _received, count)), now);
        }

        return count > 0;
    }

    internal void GiveUp()
    {
        IsOver = true;
        _socket.Dispose();      // which takes it out of the epoll too
    }

    public void Dispose() => _socket.Dispose();

    // Message by message: each is right or wrong by itself, in however many pieces it comes.
    private void Take(ReadOnlySpan<byte> came, bool allRight, long now)
    {
        for (int at = 0; at < came.Length;)
        {
            int count = (int)Math.Min(_endOfOldest - _received, came.Length - at);
            if (!allRight && !_oldestIsWrong)
            {
                Compare(came.Slice(at, count));
            }

            _received += count;
            at += count;
            if (_received == _endOfOldest)
            {
                EndOldest(now);
            }
        }
    }

    private void Compare(ReadOnlySpan<byte> came)
    {
        ReadOnlySpan<byte> said = _bytes.At(_pattern + _received, came.Length);
        if (!said.SequenceEqual(came))
        {
            _tally.IsWrong(Index, said, came);
            _oldestIsWrong = true;
        }
    }

    private void EndOldest(long now)
    {
        if (!_oldestIsWrong)
        {
            _tally.Answered(now - _began[_oldest], _size);
        }

        _oldestIsWrong = false;
        _oldest = _oldest + 1 == _began.Length ? 0 : _oldest + 1;
        _endOfOldest += _size;
        UnderWay--;
    }
}
