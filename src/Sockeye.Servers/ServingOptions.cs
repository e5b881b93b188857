using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Loops;
using Sockeye.Servers.Telemetry;
using Sockeye.Sockets;

namespace Sockeye.Servers;

/// <summary>How a server serves, and what it lets its clients do. The defaults are safe on the open network; <see cref="Timeout.InfiniteTimeSpan"/> and the largest number switch a limit off, which is a risk to be taken knowingly.</summary>
public sealed record ServingOptions
{
    /// <summary>The way of serving many.</summary>
    public ServeBy By { get; init; } = ServeBy.Loops;

    /// <summary>With <see cref="ServeBy.Loops"/>: which loops; null for those of the process.</summary>
    public LoopGroup? Loops { get; init; }

    /// <summary>With <see cref="ServeBy.Loops"/>: where handlers run.</summary>
    public Lane Lane { get; init; } = Lane.Guarded;

    /// <summary>With <see cref="ServeBy.Threads"/>: how many there may be. 256: each has a stack, and the kernel shares the processors among them. Who comes then waits in the backlog.</summary>
    public int MaxThreads { get; init => field = AboveZero(value); } = 256;

    /// <summary>With <see cref="ServeBy.Processes"/>: how many there may be. 16: each is a whole runtime. Who comes then waits in the backlog.</summary>
    public int MaxProcesses { get; init => field = AboveZero(value); } = 16;

    /// <summary>How the listener is made: backlog, address reuse.</summary>
    public ServerOptions Listening { get; init; } = new() { Backlog = 1024 };

    /// <summary>How many connections are served at once. 10,000, which cost some 20 MB while they idle in frames; who comes then is refused with <see cref="Refusal"/>.</summary>
    public int MaxConnections { get; init => field = AboveZero(value); } = 10_000;

    /// <summary>How many of them one client may have: an IPv4 address, or a /64 of IPv6. 1,024, for behind one address there may be a whole office; without it one client has them all.</summary>
    public int MaxPerAddress { get; init => field = AboveZero(value); } = 1024;

    /// <summary>What a connection that is refused for want of room is told before it is closed, in the protocol's words; nothing by default, and nothing with <see cref="Tls"/>.</summary>
    public ReadOnlyMemory<byte> Refusal { get; init; }

    /// <summary>How long a connection may send nothing while its handler waits for it. 2 minutes: a client that has gone without a word is not waited for much longer.</summary>
    public TimeSpan IdleTimeout { get; init => field = AboveZero(value, nameof(value)); } = TimeSpan.FromMinutes(2);

    /// <summary>TLS, from the first byte of each connection; null, the default: none. See <see cref="StreamRequest.UpgradeToTlsAsync"/> for later.</summary>
    public TlsServerOptions? Tls { get; init; }

    /// <summary>How long a TLS handshake may take, with the wait for its first byte. 10 s: it is two messages of each side.</summary>
    public TimeSpan HandshakeTimeout { get; init => field = AboveZero(value, nameof(value)); } = TimeSpan.FromSeconds(10);

    /// <summary>How many TLS handshakes compute at once, on the thread pool. As many as there are processors: a crowd that comes together does not take more. Others wait their turn; those that wait for their client hold none.</summary>
    public int MaxHandshakes { get; init => field = AboveZero(value); } = Environment.ProcessorCount;

    /// <summary>In frames: how long one may take from its first bytes to its last. 30 s: who needs longer is slow on purpose.</summary>
    public TimeSpan FrameTimeout { get; init => field = AboveZero(value, nameof(value)); } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may take nothing of what is being sent to it. 30 s: a peer that reads nothing for so long will not read on.</summary>
    public TimeSpan WriteTimeout { get; init => field = AboveZero(value, nameof(value)); } = TimeSpan.FromSeconds(30);

    /// <summary>In frames: how many bytes a second one must make while it is under way, counted from its fifth second. 64: a terminal on a bad line makes a hundred, and a slow-loris one. 0 for none.</summary>
    public int MinimumRate { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 or more"); } = 64;

    /// <summary>How large a datagram may be, in bytes, 1 to 65,535. One that is larger is counted and told to <see cref="Failed"/>, and not served.</summary>
    public int MaxDatagram { get; init => field = value is > 0 and <= 65_535 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "1 to 65,535"); } = 65_535;

    /// <summary>With <see cref="ServeBy.Loops"/>: how many datagrams are served at once. 1,024, each with room for <see cref="MaxDatagram"/>: 64 MiB when all are taken. Then nothing is received until one has ended: see <see cref="DatagramServer"/>.</summary>
    public int MaxPending { get; init => field = AboveZero(value); } = 1024;

    /// <summary>How long conversations may take to end after <see cref="Server.Shutdown"/>. 30 s.</summary>
    public TimeSpan DrainTimeout { get; init => field = ZeroOrMore(value, nameof(value)); } = TimeSpan.FromSeconds(30);

    /// <summary>How long handlers may take to end once their connections were aborted at the end of the drain. 5 s: one that waits for its connection ends at once, and one that does not may never. Then it is counted as <see cref="Drained.Abandoned"/>.</summary>
    public TimeSpan AbortTimeout { get; init => field = ZeroOrMore(value, nameof(value)); } = TimeSpan.FromSeconds(5);

    /// <summary>SIGTERM and SIGINT shut the server down; the second of them at once. Off by default: signals belong to the program.</summary>
    public bool StopsOnSignals { get; init; }

    /// <summary>Asked before a client is served: false closes it. Python's verify_request. On the thread that accepts: it does not wait.</summary>
    public Func<EndPoint, bool>? Verify { get; init; }

    /// <summary>Told what went wrong with one client: what its handler threw, or which limit it hit (a <see cref="ClientRefusedException"/>, a <see cref="SocketTimeoutException"/>, a <see cref="TlsException"/>, a <see cref="Wire.ProtocolException"/>). Python's handle_error. Any thread; it does not wait.</summary>
    public Action<EndPoint, Exception>? Failed { get; init; }

    /// <summary>What the limits are measured by; another one for tests.</summary>
    public TimeProvider Clock { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = TimeProvider.System;

    /// <summary>How long accepting and receiving rest when there is no descriptor or memory for it: as long as a <see cref="Connections.Listener"/> does.</summary>
    internal static TimeSpan PauseWhenOut { get; } = new Connections.ListenerOptions().PauseWhenOut;

    /// <summary>Where a host logs; null for nowhere.</summary>
    internal IServerLog? Log { get; init; }

    /// <summary>What meters and events call the handler, where what the server was given is a host's and not the program's own.</summary>
    internal string? HandlerName { get; init; }

    /// <summary>From when on <see cref="MinimumRate"/> counts: a frame may begin slowly.</summary>
    internal static TimeSpan RateGrace { get; } = TimeSpan.FromSeconds(5);

    // What a timer can be set to.
    private static TimeSpan Longest { get; } = TimeSpan.FromMilliseconds(int.MaxValue);

    internal static TimeSpan AboveZero(TimeSpan value, string name) => (value > TimeSpan.Zero && value <= Longest) || value == Timeout.InfiniteTimeSpan
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "above zero and no more than 24 days, or Timeout.InfiniteTimeSpan");

    internal static TimeSpan ZeroOrMore(TimeSpan value, string name) => value == TimeSpan.Zero ? value : AboveZero(value, name);

    private static int AboveZero(int value) => value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "above zero");
}
