using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Sockets.Async;

/// <summary>accept4(2)</summary>
internal sealed class AcceptVerb : SocketVerb<Socket>
{
    private readonly byte[] _peer = new byte[AddressCodec.MaxSize];
    private int _peerLength;

    internal override string Name => nameof(Socket.AcceptAsync);

    internal override bool CanQueue => true;

    private protected override string Operation => "accept";

    private protected override SysResult Step(ref Turn turn)
    {
        SysResult accepted = SocketCalls.Accept(turn.Descriptor, _peer, out _peerLength);
        turn.More = accepted.Error != Errno.EAGAIN;     // there may be more, also where this one failed for want of a descriptor
        return accepted;
    }

    private protected override Socket Result(SysResult outcome)
        => outcome.Failed ? throw Socket.Fault("accept", outcome.Error) : Socket.Accepted((int)outcome.Value, _peer.AsSpan(0, _peerLength));
}
