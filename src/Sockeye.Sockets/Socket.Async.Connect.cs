using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Native;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Async;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets;

// Connect and accept, awaited.
public sealed partial class Socket
{
    /// <summary><see cref="Connect(EndPoint, CancellationToken)"/>, awaited. asyncio: <c>loop.sock_connect</c>.</summary>
    /// <param name="address">Where to. A name is not an address: see <see cref="CreateConnectionAsync(string, string, ConnectOptions?)"/>.</param>
    /// <param name="cancellation">Ends the wait early; the socket is then of no more use but to be closed.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>. It counts as a write.</remarks>
    /// <exception cref="InvalidOperationException">Another writing verb is under way.</exception>
    /// <inheritdoc cref="Connect(EndPoint, CancellationToken)" path="/exception"/>
    public ValueTask ConnectAsync(EndPoint address, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> room = stackalloc byte[AddressCodec.MaxSize];
        ReadOnlySpan<byte> bytes = room[..AddressCodec.Write(address, room)];
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }

        if (_descriptor.IsClosed)
        {
            return ValueTask.FromException(Closed("connect"));
        }

        _async?.Writes.DemandIdle(nameof(ConnectAsync));
        SysResult begun = BeginConnect(bytes, out bool onItsWay);
        if (begun.Error == Errno.EAGAIN && (onItsWay || Wait.RetryIfUnix(bytes, Wait.Never) == Wait.Retry))
        {
            // The loop comes to know the socket only now: one that has not begun to connect looks to it as if the peer had hung up.
            VerbLine line = Writes;
            return line.Rent<ConnectVerb>().Of(this, address, bytes, onItsWay).RunToEnd(line, cancellation);
        }

        if (begun.Failed)
        {
            return ValueTask.FromException(Fault("connect", begun.Error, address));
        }

        HasConnected(address);
        return default;
    }

    /// <summary><see cref="Accept(CancellationToken)"/>, awaited: as many at a time as you like, answered in the order they were called. asyncio: <c>loop.sock_accept</c>.</summary>
    /// <param name="cancellation">Ends the wait early; a connection that came first is the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <inheritdoc cref="Accept(CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="Accept(CancellationToken)" path="/exception"/>
    public ValueTask<Socket> AcceptAsync(CancellationToken cancellation = default)
    {
        VerbLine line = Reads;
        AcceptVerb verb = line.Rent<AcceptVerb>();
        verb.Serve(this);
        return verb.Run(line, cancellation);
    }

    /// <summary><see cref="Accept(out EndPoint, CancellationToken)"/>, awaited: <see cref="AcceptAsync"/> that says from where. asyncio: <c>loop.sock_accept</c>.</summary>
    /// <param name="cancellation">Ends the wait early; a connection that came first is the answer.</param>
    /// <remarks>See <see cref="ReceiveAsync(Memory{byte}, MessageFlags, CancellationToken)"/>.</remarks>
    /// <returns>The connection, and the other side's address; <see cref="UnixEndPoint.Unnamed"/> for a Unix client that was not bound.</returns>
    /// <inheritdoc cref="Accept(CancellationToken)" path="/exception"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(Socket Connection, EndPoint Peer)> AcceptFromAsync(CancellationToken cancellation = default)
    {
        Socket connection = await AcceptAsync(cancellation).ConfigureAwait(false);
        return (connection, connection._remote!);
    }

    private SysResult BeginConnect(ReadOnlySpan<byte> address, out bool onItsWay)
    {
        using Entered entered = Enter("connect");
        MakeNonBlocking("connect");
        var call = new ConnectCall(address);
        SysResult begun;
        do
        {
            begun = call.Invoke(_descriptor.Raw);
        }
        while (begun.Error == Errno.EINTR);

        onItsWay = call.Pending != Errno.None;
        return begun;
    }
}
