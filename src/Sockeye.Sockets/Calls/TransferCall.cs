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

    public short WaitFor => Wait.ForSendingTo(_address, flags);

    public bool Unfinished => false;

    public SysResult Invoke(int fd) => TransferCalls.SendTo(fd, _data, (int)flags, _address);
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
