using System.Net;
using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Sockets.Async;

/// <summary>connect(2) that was begun and is on its way: made again, it tells how it went and sets nothing else in motion.</summary>
/// <remarks>
/// <para>SO_ERROR would not do: a writable event from before the first connect(2) would find "no error" there, and that would look like success.</para>
/// <para>It is made again at once, before there was any event: within this machine, containers included, the handshake is over when the
/// first connect(2) has said EINPROGRESS. So a connection there takes two of them and one epoll_ctl(2), and does not wait for the loop; strace(1) counts
/// 2,000 for 1,000 to loopback, and as many over a veth. To far away it takes a third, which is nothing beside the way.</para>
/// </remarks>
internal sealed class ConnectVerb : SocketVerb<int>
{
    private readonly byte[] _address = new byte[AddressCodec.MaxSize];
    private int _length;
    private EndPoint? _to;
    private bool _onItsWay;

    internal override string Name => nameof(Socket.ConnectAsync);

    private protected override string Operation => "connect";

    private protected override bool UsuallyGoes => true;

    internal ConnectVerb Of(Socket socket, EndPoint to, ReadOnlySpan<byte> address, bool onItsWay)
    {
        Serve(socket);
        address.CopyTo(_address);
        (_to, _length, _onItsWay) = (to, address.Length, onItsWay);
        return this;
    }

    private protected override SysResult Step(ref Turn turn)
    {
        SysResult connected = SocketCalls.Connect(turn.Descriptor, _address.AsSpan(0, _length));
        switch (connected.Error)
        {
            case Errno.EISCONN when _onItsWay:
                return SysResult.Success(0);

            case Errno.EINPROGRESS or Errno.EALREADY:
                _onItsWay = true;
                return SysResult.Failure(Errno.EAGAIN);

            case Errno.EAGAIN:
                TryAgainSoon();     // a Unix listener whose queue is full
                return connected;

            default:
                return connected;
        }
    }

    private protected override int Result(SysResult outcome)
    {
        if (outcome.Failed)
        {
            throw Socket.Fault("connect", outcome.Error, _to);
        }

        Socket.HasConnected(_to!);
        return 0;
    }

    private protected override void Forget()
    {
        base.Forget();
        _to = null;
    }
}
