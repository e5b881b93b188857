using System.Net;
using System.Runtime.CompilerServices;
using Sockeye.Loops;
using Sockeye.Native;
using Sockeye.Servers.Datagrams;
using Sockeye.Sockets;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;
using Sockeye.Wire;

namespace Sockeye.Servers;

/// <summary>A server of datagrams: <see cref="UdpServer"/>, <see cref="UnixDatagramServer"/>.</summary>
/// <remarks>
/// <para>By loops, the default, each loop receives, and handlers run beside each other: one that takes its time keeps no other datagram waiting,
/// and two datagrams of one client may overtake each other. <see cref="ServeBy.OneAtATime"/> and <see cref="ServeBy.Threads"/> serve datagrams too.</para>
/// <para>When <see cref="ServingOptions.MaxPending"/> are being served nothing is received. What comes meanwhile waits in the kernel's queue
/// (SO_RCVBUF), and where that is full UDP's are dropped and counted in <see cref="ServerCounts.Dropped"/>.</para>
/// <para>Shutting down, it receives nothing more, and what waits in the kernel's queue is gone; answers of handlers still go out from its address, which is free when all is over.</para>
/// </remarks>
public abstract class DatagramServer : Server
{
    private readonly Func<DatagramRequest, ValueTask> _handler;
    private readonly Places _places;
    private readonly Crew[] _crews;
    private readonly KernelDrops _drops;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isFull;

    private protected DatagramServer(EndPoint address, Func<DatagramRequest, ValueTask> handler, ServingOptions? options)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handler);
        _handler = handler;
        if (Options.Tls is not null)
        {
            throw new ArgumentException($"{nameof(ServingOptions.Tls)} is for connections: datagrams have none", nameof(options));
        }

        int crews = Options.By switch
        {
            ServeBy.Loops => Math.Min((Options.Loops ?? LoopGroup.Default).Count, Options.MaxPending),
            ServeBy.OneAtATime or ServeBy.Threads => 1,
            _ => throw new ArgumentException($"{Options.By} is no way of serving datagrams; {ServeBy.Loops}, {ServeBy.Threads} and {ServeBy.OneAtATime} are", nameof(options)),
        };
        _places = new Places(Options.By switch { ServeBy.Loops => Options.MaxPending, ServeBy.Threads => Options.MaxThreads, _ => 1 });
        Socket socket = Bind(address, Options.Listening);
        var made = new List<IDisposable> { socket };
        try
        {
            Socket = socket;
            LocalEndPoint = socket.LocalEndPoint;
            _drops = new KernelDrops(socket);
            _crews = new Crew[crews];
            for (int i = 0; i < crews; i++)
            {
                Socket own = socket.Duplicate();
                made.Add(own);
                _crews[i] = Options.By == ServeBy.Loops ? new LoopCrew(this, own, _places) : new ThreadCrew(this, own, _places);
            }

            Replies = new Replies(socket, Options);
        }
        catch
        {
            made.ForEach(static one => one.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public sealed override EndPoint LocalEndPoint { get; }

    /// <summary>The one that is bound.</summary>
    internal Socket Socket { get; }

    /// <summary>What handlers answer by. It has the address until the last of them has ended.</summary>
    internal Replies Replies { get; }

    private protected sealed override long Dropped => _drops.Count;

    private protected sealed override Task AcceptAsync()
    {
        Array.ForEach(_crews, static crew => crew.Grow());
        return _ended.Task;
    }

    private protected sealed override void Accept()
    {
        if (Options.By != ServeBy.Loops && _places.TryTake())
        {
            _crews[0].Live().GetAwaiter().GetResult();
            _ended.Task.GetAwaiter().GetResult();
        }
        else
        {
            AcceptAsync().GetAwaiter().GetResult();
        }
    }

    private protected sealed override Task ServeOneAsync(CancellationToken waiting) => Options.By == ServeBy.Loops
        ? _crews[0].ServeOne(waiting)
        : Task.Factory.StartNew(() => ServeOne(waiting), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private protected sealed override void ServeOne(CancellationToken waiting) => _crews[0].ServeOne(waiting).GetAwaiter().GetResult();

    private protected sealed override ValueTask StopAccepting()
    {
        Array.ForEach(_crews, static crew => crew.Dispose());
        _ended.TrySetResult();
        return default;
    }

    private protected sealed override void End()
    {
        _ = _drops.Count;
        Replies.Dispose();
    }

    /// <summary>By one who receives: it cannot go on, and no other will.</summary>
    internal void Ends(Exception failure) => _ended.TrySetException(failure);

    /// <summary>One datagram, from its admission to its end. Never throws.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask Serve(DatagramVisit visit, ReceivedMessage message)
    {
        visit.Take(message.Count);
        if (!IsWhole(visit, message.Length) || !IsVerified(visit) || !TryEnter(visit))
        {
            return;
        }

        try
        {
            await _handler(visit.Begin()).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Note(visit, error);
        }

        await visit.EndAsync().ConfigureAwait(false);
        Roster.Leave(visit);
        if (Volatile.Read(ref _isFull) != 0 && Roster.Count <= Options.MaxPending / 2)
        {
            Volatile.Write(ref _isFull, 0);
        }
    }

    /// <summary>By a reply: it failed, whatever its handler makes of it.</summary>
    internal void CouldNotReply(DatagramVisit visit, SocketFaultException fault)
    {
        if (fault is SocketTimeoutException)
        {
            HasHit(Limit.Write, visit.ClientAddress, fault);
        }
    }

    // SO_REUSEADDR, which lets a server of connections start again at once, would have two servers share a port here; so it is left out.
    private static Socket Bind(EndPoint address, ServerOptions options)
    {
        Family family = AddressCodec.FamilyOf(address);
        if (options.DualStack && family != Family.AF_INET6)
        {
            throw new ArgumentException($"dual stack needs an IPv6 address such as [::]:0, and this is {address}", nameof(options));
        }

        var socket = new Socket(family, SocketKind.SOCK_DGRAM) { Timeout = null };
        try
        {
            if (family != Family.AF_UNIX)
            {
                socket.Options.ReusePort = options.ReusePort;
            }

            if (family == Family.AF_INET6)
            {
                socket.Options.IPv6Only = !options.DualStack;
            }

            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsWhole(DatagramVisit visit, int length)
    {
        if (length <= Options.MaxDatagram)
        {
            return true;
        }

        var fault = new Fault("recvfrom", Errno.EMSGSIZE)
        {
            Remote = visit.ClientAddress,
            Cause = $"the datagram has {length} bytes, and {Options.MaxDatagram} are the most ({nameof(ServingOptions.MaxDatagram)})",
        };
        HasHit(Limit.Size, visit.ClientAddress, new MessageTooLongException(fault, length));
        return false;
    }

    private bool IsVerified(DatagramVisit visit)
    {
        if (Options.Verify is not Func<EndPoint, bool> verify)
        {
            return true;
        }

        EndPoint client = visit.ClientAddress;
        try
        {
            if (verify(client))
            {
                return true;
            }

            HasHit(Limit.Verified, client, new ClientRefusedException("recvfrom", client, Limit.Verified, "refused by Verify"));
        }
        catch (Exception error)
        {
            HasFailed(client, error);
        }

        return false;
    }

    // One client cannot have more places than there are: then its address need not be known, which costs memory.
    private bool TryEnter(DatagramVisit visit)
    {
        if (!Roster.TryEnter(visit, Options.MaxPerAddress < Options.MaxPending ? visit.ClientAddress : null, int.MaxValue, out Limit? limit))
        {
            if (limit is Limit reached)
            {
                HasHit(reached, visit.ClientAddress, new ClientRefusedException(
                    "recvfrom", visit.ClientAddress, reached, $"{Options.MaxPerAddress} datagrams of that address are being served ({nameof(ServingOptions.MaxPerAddress)})"));
            }

            return false;
        }

        if (Options.By == ServeBy.Loops && Roster.Count >= Options.MaxPending && Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            HasHit(Limit.Pending, visit.ClientAddress, FaultFactory.Create(new Fault("recvfrom", Errno.ENOBUFS)
            {
                Remote = visit.ClientAddress,
                Cause = $"with this one {Options.MaxPending} datagrams are being served, and nothing is received before one of them has ended ({nameof(ServingOptions.MaxPending)})",
            }));
        }

        return true;
    }

    private void Note(DatagramVisit visit, Exception error)
    {
        if (visit.IsAborted || (error is OperationCanceledException && Stopping.IsCancellationRequested))
        {
            return;
        }

        EndPoint client = visit.ClientAddress;
        if (error is ProtocolException { Blame: Blame.Peer } malformed)
        {
            HasHit(Limit.Malformed, client, malformed.Peer is null ? malformed.From(client.ToString()!) : malformed);
        }
        else if (!ReferenceEquals(error, visit.ReplyFault))
        {
            HasFailed(client, error);
        }
        else if (error is not SocketTimeoutException)
        {
            Tell(client, error);        // the network's doing, or the client's; that of time was told
        }
    }
}
