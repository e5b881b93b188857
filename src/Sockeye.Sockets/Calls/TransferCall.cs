using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Calls;

/// <summary>recv(2)</summary>
internal readonly ref struct ReceiveCall(Span<byte> into, MessageFlags flags) : ISocketCall
{
    private readonly Span<byte> _into = into;

    public short WaitFor => Wait.ForReading(flags);

    public bool Unfinished => false;

    public SysResult Invoke(int fd) => TransferCalls.Receive(fd, _into, (int)flags);
}

/// <summary>recv(2) again and again until the buffer is full or the peer has closed its half.</summary>
internal ref struct ReceiveExactlyCall(Span<byte> into, MessageFlags flags) : ISocketCall
{
    private readonly Span<byte> _into = into;
    private bool _ended;

    internal int Received { get; private set; }

    public readonly short WaitFor => Wait.ForReading(flags);

    public readonly bool Unfinished => Received < _into.Length && !_ended;

    public SysResult Invoke(int fd)
    {
        SysResult got = _into.IsEmpty ? SysResult.Success(0) : TransferCalls.Receive(fd, _into[Received..], (int)flags);
        if (got.Failed)
        {
            return got;
        }

        _ended = got.Value == 0;
        Received += (int)got.Value;
        return SysResult.Success(Received);
    }
}

/// <summary>recvmsg(2) into one buffer: a message, who sent it, and whether it was cut</summary>
internal ref struct ReceiveMessageCall(Span<byte> into, MessageFlags flags, Span<byte> address) : ISocketCall
{
    private readonly Span<byte> _into = into;
    private readonly Span<byte> _address = address;
    private int _addressLength;
    private int _messageFlags;

    /// <summary>The sender's address, after success.</summary>
    internal readonly ReadOnlySpan<byte> Address => _address[.._addressLength];

    /// <summary>What the kernel said of the message, after success: MSG_TRUNC when it was cut.</summary>
    internal readonly MessageFlags Said => (MessageFlags)_messageFlags;

    public readonly short WaitFor => Wait.ForReading(flags);

    public readonly bool Unfinished => false;

    public SysResult Invoke(int fd) => TransferCalls.ReceiveMessage(fd, _into, (int)flags, _address, out _addressLength, out _messageFlags);
}

/// <summary>recvmsg(2) into several pieces; with MSG_WAITALL on a stream again and again, until all are full or the peer has closed its half.</summary>
internal ref struct ScatterCall(ReadOnlySpan<Memory<byte>> pieces, MessageFlags flags, bool untilFull) : ISocketCall
{
    private readonly ReadOnlySpan<Memory<byte>> _pieces = pieces;
    private int _messageFlags;
    private bool _ended;

    internal int Received { get; private set; }

    /// <summary>What the kernel said of the message, after success.</summary>
    internal readonly MessageFlags Said => (MessageFlags)_messageFlags;

    public readonly short WaitFor => Wait.ForReading(flags);

    public readonly bool Unfinished => untilFull && !_ended && !Rest().IsEmpty;

    public SysResult Invoke(int fd)
    {
        SysResult got = Received == 0
            ? TransferCalls.ReceiveScatter(fd, _pieces, (int)flags, out _messageFlags)
            : TransferCalls.Receive(fd, Rest(), (int)flags);
        if (got.Failed)
        {
            return got;
        }

        _ended = got.Value == 0;
        Received += (int)got.Value;
        return SysResult.Success(Received);
    }

    // The part of the piece that is being filled; empty when all are full.
    private readonly Span<byte> Rest()
    {
        int before = Received;
        foreach (Memory<byte> piece in _pieces)
        {
            if (before < piece.Length)
            {
                return piece.Span[before..];
            }

            before -= piece.Length;
        }

        return [];
    }
}

/// <summary>send(2)</summary>
internal readonly ref struct SendCall(ReadOnlySpan<byte> data, MessageFlags flags) : ISocketCall
{
    private readonly ReadOnlySpan<byte> _data = data;

    public short WaitFor => Wait.ForWriting(flags);

    public bool Unfinished => false;

    public SysResult Invoke(int fd) => TransferCalls.Send(fd, _data, (int)flags);
}

/// <summary>send(2) again and again until everything is with the kernel.</summary>
internal ref struct SendAllCall(ReadOnlySpan<byte> data, MessageFlags flags) : ISocketCall
{
    private readonly ReadOnlySpan<byte> _data = data;

    internal int Sent { get; private set; }

    public readonly short WaitFor => Wait.ForWriting(flags);

    public readonly bool Unfinished => Sent < _data.Length;

    public SysResult Invoke(int fd)
    {
        SysResult sent = TransferCalls.Send(fd, _data[Sent..], (int)flags);
        if (sent.Failed)
        {
            return sent;
        }

        Sent += (int)sent.Value;
        return SysResult.Success(Sent);
    }
}

/// <summary>sendto(2)</summary>
internal readonly ref struct SendToCall(ReadOnlySpan<byte> data, MessageFlags flags, ReadOnlySpan<byte> address) : ISocketCall
{
    private readonly ReadOnlySpan<byte> _data = data;
    private readonly ReadOnlySpan<byte> _address = address;

    public short WaitFor => Wait.ForWriting(flags) == Wait.Never ? Wait.Never : Wait.RetryIfUnix(_address, PollCalls.POLLOUT);

    public bool Unfinished => false;

    public SysResult Invoke(int fd) => TransferCalls.SendTo(fd, _data, (int)flags, _address);
}

/// <summary>sendmsg(2) of several pieces</summary>
internal readonly ref struct GatherCall(ReadOnlySpan<ReadOnlyMemory<byte>> pieces, MessageFlags flags) : ISocketCall
{
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _pieces = pieces;

    public short WaitFor => Wait.ForWriting(flags);

    public bool Unfinished => false;

    public SysResult Invoke(int fd) => TransferCalls.SendGather(fd, _pieces, (int)flags);
}

/// <summary>sendfile(2) again and again until the count is reached or the file ends.</summary>
internal ref struct SendFileCall(int file, long offset, long count) : ISocketCall
{
    // sendfile(2) moves at most this many bytes in one call.
    private const long MaxStep = 0x7ffff000;
    private bool _ended;

    internal long Sent { get; private set; }

    public readonly short WaitFor => PollCalls.POLLOUT;

    public readonly bool Unfinished => Sent < count && !_ended;

    public SysResult Invoke(int fd)
    {
        SysResult sent = TransferCalls.SendFile(fd, file, offset + Sent, Math.Min(count - Sent, MaxStep));
        if (sent.Failed)
        {
            return sent;
        }

        _ended = sent.Value == 0;
        Sent += sent.Value;
        return SysResult.Success((nint)Sent);
    }
}
