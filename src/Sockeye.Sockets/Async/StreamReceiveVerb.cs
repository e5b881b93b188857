using Sockeye.Loops;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Async;

/// <summary>recv(2) of a stream: once, or until the buffer is full.</summary>
internal sealed class StreamReceiveVerb : SocketVerb<int>
{
    private Memory<byte> _into;
    private MessageFlags _flags;
    private bool _untilFull;
    private bool _exactly;
    private int _received;

    internal override string Name => _exactly ? nameof(Socket.ReceiveExactlyAsync) : nameof(Socket.ReceiveAsync);

    private protected override string Operation => "recv";

    /// <param name="into">Where to.</param>
    /// <param name="flags">MSG_WAITALL goes on until the buffer is full, and a part is fine when time is up.</param>
    /// <param name="untilFull">Goes on.</param>
    /// <param name="exactly">A part is an error.</param>
    internal StreamReceiveVerb Of(Memory<byte> into, MessageFlags flags, bool untilFull, bool exactly)
    {
        (_into, _flags, _untilFull, _exactly, _received) = (into, flags & ~MessageFlags.MSG_WAITALL, untilFull, exactly, 0);
        return this;
    }

    private protected override SysResult Step(ref Turn turn)
    {
        while (true)
        {
            SysResult got = _untilFull && _into.IsEmpty ? SysResult.Success(0) : Once(ref turn);
            if (got.Failed || !_untilFull)
            {
                return got;
            }

            _received += (int)got.Value;
            if (got.Value == 0 || _received == _into.Length)
            {
                return SysResult.Success(_received);
            }

            if (!MayGoOn(turn, out SysResult instead))
            {
                return instead;
            }
        }
    }

    private SysResult Once(ref Turn turn)
    {
        Span<byte> into = _into.Span[_received..];
        int flags = (int)(_flags | MessageFlags.MSG_DONTWAIT);
        SysResult got = _flags == MessageFlags.None ? turn.Receive(into)
            : (_flags & MessageFlags.MSG_PEEK) != 0 ? TransferCalls.Receive(turn.Descriptor, into, flags)
            : ByteCount.Received(TransferCalls.Receive(turn.Descriptor, into, flags));

        // An error was taken, or the end has come, or the bytes are still there: the next one need not wait for an event.
        turn.More |= got.Error != Errno.EAGAIN && (got.Failed || got.Value == 0 || _flags != MessageFlags.None);
        return got;
    }

    private protected override int Result(SysResult outcome)
        => _exactly ? Socket.Exactly(Socket.AllOrPart("recv", outcome, _received, partIsFine: false), _into.Length)
            : _untilFull ? Socket.AllOrPart("recv", outcome, _received, partIsFine: true)
            : outcome.Failed ? throw Socket.Fault("recv", outcome.Error)
            : (int)outcome.Value;

    private protected override void Forget()
    {
        base.Forget();
        _into = default;
    }
}
