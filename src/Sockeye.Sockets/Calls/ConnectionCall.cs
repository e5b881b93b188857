using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Calls;

/// <summary>accept4(2)</summary>
internal ref struct AcceptCall(Span<byte> address) : ISocketCall
{
    private readonly Span<byte> _address = address;

    private int _addressLength;

    /// <summary>The peer's address, after success.</summary>
    internal readonly ReadOnlySpan<byte> Address => _address[.._addressLength];

    public readonly short WaitFor => PollCalls.POLLIN;

    public readonly bool Unfinished => false;

    public SysResult Invoke(int fd)
    {
        SysResult accepted = SocketCalls.Accept(fd, _address, out int length);
        _addressLength = length;
        return accepted;
    }
}

/// <summary>connect(2), which is not simply made again: a connection that is on its way goes on by itself.</summary>
/// <remarks>
/// Blocking and interrupted: the second connect(2) waits for the first one's outcome, and says EISCONN if it is already there.
/// Non-blocking: EINPROGRESS, then writable, then SO_ERROR tells. Not before: it says "no error" as long as all goes well.
/// </remarks>
internal ref struct ConnectCall(ReadOnlySpan<byte> address) : ISocketCall
{
    private const int SOL_SOCKET = 1;
    private const int SO_ERROR = 4;

    private readonly ReadOnlySpan<byte> _address = address;
    private bool _interrupted;

    /// <summary>What the kernel said of a connection that is on its way: EINPROGRESS, or EALREADY to a second connect.</summary>
    internal Errno Pending { get; private set; }

    private readonly bool InProgress => Pending != Errno.None;

    /// <summary>EAGAIN without progress is a Unix listener whose queue is full; in the other families, that no port is left.</summary>
    public readonly short WaitFor => InProgress ? PollCalls.POLLOUT : Wait.RetryIfUnix(_address, Wait.Never);

    public readonly bool Unfinished => false;

    public SysResult Invoke(int fd)
    {
        if (InProgress)
        {
            SysResult asked = OptionCalls.GetInt(fd, SOL_SOCKET, SO_ERROR, out int outcome);
            return asked.Failed ? asked : outcome == 0 ? SysResult.Success(0) : SysResult.Failure((Errno)outcome);
        }

        SysResult connected = SocketCalls.Connect(fd, _address);
        switch (connected.Error)
        {
            case Errno.EINTR:
                _interrupted = true;
                return connected;

            case Errno.EISCONN when _interrupted:
                return SysResult.Success(0);

            case Errno.EINPROGRESS or Errno.EALREADY:
                Pending = connected.Error;
                return SysResult.Failure(Errno.EAGAIN);

            default:
                return connected;
        }
    }
}
