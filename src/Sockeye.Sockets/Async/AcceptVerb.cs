using System.Net;
using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Sockets.Async;

/// <summary>accept4(2)</summary>
internal sealed class AcceptVerb : SocketVerb<Socket>
{
    private EndPoint? _peer;

    internal override string Name => nameof(Socket.AcceptAsync);

    internal override bool CanQueue => true;

    private protected override string Operation => "accept";

    private protected override SysResult Step(ref Turn turn)
    {
        Span<byte> address = stackalloc byte[AddressCodec.MaxSize];
        SysResult accepted = SocketCalls.Accept(turn.Descriptor, address, out int length);
        turn.More = accepted.Error != Errno.EAGAIN;     // there may be more, also where this one failed for want of a descriptor
        _peer = accepted.Failed ? null : Socket.PeerAt(address[..length]);
        return accepted;
    }

    private protected override Socket Result(SysResult outcome)
        => outcome.Failed ? throw Socket.Fault("accept", outcome.Error) : Socket.Accepted((int)outcome.Value, _peer!);

    private protected override void Forget()
    {
        base.Forget();
        _peer = null;
    }
}
