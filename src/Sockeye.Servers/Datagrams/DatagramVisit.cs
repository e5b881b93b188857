using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sockeye.Servers.Life;
using Sockeye.Sockets;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Servers.Datagrams;

/// <summary>A place for one datagram at a time: its bytes, its sender, and who still uses it. It is used again for the next one.</summary>
/// <remarks>
/// One word says whose turn it is: its upper half which datagram, its lower half how many use that, which are its handler and the replies that
/// are under way. A request carries the number of its datagram, so it fails when that is over; and the place takes in no other before the last
/// reply has gone, for it is the place that has the address.
/// </remarks>
internal sealed class DatagramVisit(DatagramServer server) : Visit
{
    private const int NumberShift = 32;
    private const long NextNumber = 1L << NumberShift;

    private EndPoint? _client;
    private Exception? _cause;
    private TaskCompletionSource? _unused;
    private long _use;
    private int _length;

    /// <summary>Where a datagram is received into.</summary>
    internal byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(server.Options.MaxDatagram);

    /// <summary>Filled with who sent it.</summary>
    internal SocketAddress Sender { get; } = new(AddressFamily.Unspecified, AddressCodec.MaxSize);

    internal DatagramServer Server => server;

    /// <summary>Who sent it, as an end point, which is made when it is asked for.</summary>
    internal EndPoint ClientAddress => _client ??= AddressCodec.Read(Sender.Buffer.Span[..Sender.Size]) ?? UnixEndPoint.Unnamed;

    /// <summary>False: a Unix socket that is not bound.</summary>
    internal bool HasSender => Sender.Size > AddressCodec.FamilySize;

    internal ReadOnlyMemory<byte> Data => Buffer.AsMemory(0, _length);

    internal bool IsAborted => Volatile.Read(ref _cause) is not null;

    /// <summary>What a reply failed with, which is then the network's doing or the client's.</summary>
    internal Exception? ReplyFault { get; private set; }

    /// <summary>Something was received into it.</summary>
    internal void Take(int length) => (_length, _client, ReplyFault) = (length, null, null);

    /// <summary>Its handler begins.</summary>
    internal DatagramRequest Begin()
    {
        uint number = (uint)((ulong)Interlocked.Add(ref _use, NextNumber + 1) >> NumberShift);
        return new DatagramRequest(this, number);
    }

    /// <summary>Its handler has ended: from now on its request fails. Done when the last reply has gone.</summary>
    internal ValueTask EndAsync() => Users(Interlocked.Add(ref _use, NextNumber - 1)) == 0 ? default : Unused();

    /// <summary>The server's time is up: whoever uses the request is told.</summary>
    internal override void Abort(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is null)
        {
            Interlocked.Add(ref _use, NextNumber);
        }
    }

    /// <exception cref="ObjectDisposedException">Another datagram's turn, or nobody's.</exception>
    internal DatagramVisit Of(uint number) => Number(Volatile.Read(ref _use)) == number ? this : throw Over();

    internal ValueTask Reply(uint number, ReadOnlyMemory<byte> data)
    {
        Hold(number);
        ValueTask sending;
        try
        {
            sending = server.Replies.Send(this, data);
        }
        catch (Exception error)
        {
            return Rest(ValueTask.FromException(error));
        }

        if (!sending.IsCompletedSuccessfully)
        {
            return Rest(sending);
        }

        sending.GetAwaiter().GetResult();
        Release();
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask Rest(ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (SocketFaultException fault) when (fault is not MessageTooLongException)
        {
            ReplyFault = fault;
            server.CouldNotReply(this, fault);
            throw;
        }
        finally
        {
            Release();
        }
    }

    private void Hold(uint number)
    {
        long use = Volatile.Read(ref _use);
        while (true)
        {
            if (Number(use) != number)
            {
                throw Over();
            }

            long before = Interlocked.CompareExchange(ref _use, use + 1, use);
            if (before == use)
            {
                return;
            }

            use = before;
        }
    }

    private void Release()
    {
        if (Users(Interlocked.Decrement(ref _use)) == 0)
        {
            Volatile.Read(ref _unused)?.TrySetResult();
        }
    }

    // Who lets go after the swap sees what is to be set; who let go before it is seen by the look.
    private async ValueTask Unused()
    {
        while (Users(Volatile.Read(ref _use)) != 0)     // again: who let go of an earlier use may tell this one's, late
        {
            var unused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _unused, unused);
            if (Users(Volatile.Read(ref _use)) == 0)
            {
                unused.TrySetResult();
            }

            await unused.Task.ConfigureAwait(false);
        }

        Volatile.Write(ref _unused, null);
    }

    private Exception Over() => Volatile.Read(ref _cause) is Exception cause
        ? new OperationCanceledException(cause.Message, cause)
        : new ObjectDisposedException(nameof(DatagramRequest), "the datagram's handler has ended, and its request with it");

    private static uint Number(long use) => (uint)((ulong)use >> NumberShift);

    private static uint Users(long use) => (uint)use;
}
