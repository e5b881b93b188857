using System.Net;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Clients.Pinging;

/// <summary>Sends ICMP echoes to an address and tells what becomes of each: ping(8). Not for several threads at once.</summary>
/// <remarks>
/// <para>Two kinds of socket can do it (<see cref="PingVia"/>). On a datagram socket an answer has no time to live, and an error does
/// not say who reported it; on an IPv6 socket of either kind there is no time to live.</para>
/// <para>The round trip ends when this program receives: where it is late to look, the trip is longer.</para>
/// </remarks>
public sealed class Pinger : IDisposable
{
    private readonly PingOptions _options;
    private readonly EchoSocket _socket;
    private readonly EchoBook _book;

    /// <summary>Opens a socket for echoes to an address.</summary>
    /// <param name="address">IPv4 or IPv6; the latter with its scope where it is link-local.</param>
    /// <param name="options">Timeout, interval, size, kind of socket.</param>
    /// <exception cref="SocketAccessException">Neither kind of socket is allowed; the message says what would allow each.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Pinger(IPAddress address, PingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _options = options ?? new PingOptions();
        _options.Check();
        Address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        _book = new EchoBook(_options.Timeout, TimeProvider.System);
        _socket = new EchoSocket(Address, _options);
        Rehearse();
    }

    /// <summary>Looks a name up, and opens a socket for its first address.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="options">As for the other form; <see cref="PingOptions.Family"/> says of which family.</param>
    /// <param name="lookup">How long the lookup may take, and a token; null for as long as it takes.</param>
    /// <exception cref="NameResolutionException">The name is not known, or not in that family.</exception>
    /// <inheritdoc cref="Pinger(IPAddress, PingOptions?)" path="/exception"/>
    public static Pinger Open(string host, PingOptions? options = null, LookupOptions? lookup = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        IReadOnlyList<AddressInfo> found = Names.GetAddrInfo(host, null, options?.Family ?? Family.AF_UNSPEC, SocketKind.SOCK_DGRAM, options: lookup);
        return new Pinger(((IPEndPoint)found[0].EndPoint).Address, options);
    }

    /// <summary>Where the echoes go.</summary>
    public IPAddress Address { get; }

    /// <summary>The kind of socket that is used: <see cref="PingVia.Datagram"/> or <see cref="PingVia.Raw"/>.</summary>
    public PingVia Via => _socket.IsRaw ? PingVia.Raw : PingVia.Datagram;

    /// <summary>What came of the echoes so far.</summary>
    public PingStatistics Statistics { get; } = new();

    /// <summary>Sends one echo and waits for what becomes of it: a reply, an error, or nothing within the timeout.</summary>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <exception cref="SocketAccessException">This machine does not allow an echo to that address: a broadcast, or its firewall.</exception>
    /// <exception cref="ObjectDisposedException">This is closed.</exception>
    public PingAnswer Ping(CancellationToken cancellation = default)
    {
        int wanted = _book.Count + 1;
        return Many(1, cancellation).First(answer => answer.Sequence == wanted && answer.Outcome != PingOutcome.Duplicate);
    }

    /// <summary>Sends one echo an interval, and tells of each answer when it comes; an echo without one is told when its time is up.</summary>
    /// <param name="count">How many to send; null: until the token is cancelled or the caller stops asking.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    /// <returns>The answers; duplicates and late replies make them more than the echoes. Ends when each echo has one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <inheritdoc cref="Ping" path="/exception"/>
    public IEnumerable<PingAnswer> PingMany(int? count = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        return Many(count, cancellation);
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private IEnumerable<PingAnswer> Many(int? count, CancellationToken cancellation)
    {
        Deadline next = Deadline.After(TimeSpan.Zero);
        for (int sent = 0; ;)
        {
            PingAnswer? answer = null;
            bool more = count is null || sent < count;
            if (more && next.HasPassed)
            {
                next = Deadline.After(_options.Interval);
                sent++;
                answer = Send(cancellation);
            }
            else if (!more && _book.UntilNextLoss is null)
            {
                yield break;
            }
            else
            {
                answer = _book.TakeLost() ?? Receive(more ? next : Deadline.Never, cancellation);
            }

            if (answer is not null)
            {
                Statistics.Add(answer);
                yield return answer;
            }
        }
    }

    // What keeps the books between an echo and its reply, run once before the time counts: see Rehearsal.
    private void Rehearse()
    {
        var book = new EchoBook(_options.Timeout, TimeProvider.System);
        int sequence = book.Begin();
        _ = book.TakeLost();
        _ = Deadline.Earlier(Deadline.After(_options.Interval), Deadline.After(book.UntilNextLoss ?? TimeSpan.Zero));
        new PingStatistics { Sent = 1 }.Add(book.Answer(new EchoNews((ushort)sequence, Address, 0, null, null))!);
    }

    // An echo that this machine cannot even send is answered by this machine.
    private PingAnswer? Send(CancellationToken cancellation)
    {
        byte[] echo = _socket.Compose((ushort)(_book.Count + 1));
        Statistics.Sent++;
        int sequence = _book.Begin();
        return _socket.Send(echo, cancellation) is SocketFaultException failure
            ? _book.Answer(new EchoNews((ushort)sequence, null, 0, null, failure.Errno.Describe()))
            : null;
    }

    private PingAnswer? Receive(Deadline next, CancellationToken cancellation)
    {
        Deadline loss = _book.UntilNextLoss is TimeSpan left ? Deadline.After(left) : Deadline.Never;
        return _socket.Receive(Deadline.Earlier(next, loss), cancellation) is EchoNews news ? _book.Answer(news) : null;
    }
}
