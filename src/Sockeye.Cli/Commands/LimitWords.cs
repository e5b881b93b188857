using System.CommandLine;
using System.Globalization;
using Sockeye.Servers;

namespace Sockeye.Cli.Commands;

/// <summary>The options for the limits of a server: one for each of <see cref="ServingOptions"/>, with its default.</summary>
internal sealed class LimitWords
{
    private static readonly ServingOptions Usual = new();

    private readonly Option<int?> _connections = Number("--max-connections", 1..1_000_000, "more clients at once are turned away, at each address that is listened on", Usual.MaxConnections);
    private readonly Option<int?> _perAddress = Number("--max-per-address", 1..1_000_000, "more of one client's are turned away: an IPv4 address, or a /64 of IPv6", Usual.MaxPerAddress);
    private readonly Option<double?> _idle = Time("--idle", "who sends nothing for so long while it is waited for is thrown out", Usual.IdleTimeout);
    private readonly Option<double?> _frame = Time("--frame-timeout", "so long a line, or a request, may take", Usual.FrameTimeout);
    private readonly Option<double?> _write = Time("--write-timeout", "who takes nothing of what it is sent for so long is thrown out", Usual.WriteTimeout);
    private readonly Option<double?> _handshake = Time("--handshake-timeout", "with --tls: so long a handshake may take", Usual.HandshakeTimeout);
    private readonly Option<int?> _handshakes = Number("--max-handshakes", 1..10_000, "with --tls: so many are computed at once", Usual.MaxHandshakes);
    private readonly Option<int?> _rate = Number("--minimum-rate", 0..1_000_000_000, "bytes a second that a line, or a request, must make from its fifth second on; 0 for none", Usual.MinimumRate);
    private readonly Option<int?> _datagram = Number("--max-datagram", 1..65_535, "udp: bytes; a larger one is not answered", Usual.MaxDatagram);
    private readonly Option<int?> _pending = Number("--max-pending", 1..1_000_000, "udp, by loops: how many are served at once", Usual.MaxPending);
    private readonly Option<double?> _drain = CommonOptions.SecondsIfGiven("--drain", $"how long conversations may take to end after SIGTERM or Ctrl-C [default: {Seconds(Usual.DrainTimeout)}]");

    private readonly Option<double?> _abort = CommonOptions.SecondsIfGiven("--abort", $"how long those that are aborted then may take to end [default: {Seconds(Usual.AbortTimeout)}]");

    private LimitWords()
    {
    }

    internal static LimitWords AddTo(Command command)
    {
        var words = new LimitWords();
        foreach (Option option in (Option[])[words._connections, words._perAddress, words._idle, words._frame, words._write, words._handshake, words._handshakes, words._rate, words._datagram, words._pending, words._drain, words._abort])
        {
            command.Add(option);
        }

        return words;
    }

    internal ServingOptions Read(ParseResult parsed, ServingOptions options) => options with
    {
        MaxConnections = parsed.GetValue(_connections) ?? Usual.MaxConnections,
        MaxPerAddress = parsed.GetValue(_perAddress) ?? Usual.MaxPerAddress,
        IdleTimeout = Span(parsed, _idle) ?? Usual.IdleTimeout,
        FrameTimeout = Span(parsed, _frame) ?? Usual.FrameTimeout,
        WriteTimeout = Span(parsed, _write) ?? Usual.WriteTimeout,
        HandshakeTimeout = Span(parsed, _handshake) ?? Usual.HandshakeTimeout,
        MaxHandshakes = parsed.GetValue(_handshakes) ?? Usual.MaxHandshakes,
        MinimumRate = parsed.GetValue(_rate) ?? Usual.MinimumRate,
        MaxDatagram = parsed.GetValue(_datagram) ?? Usual.MaxDatagram,
        MaxPending = parsed.GetValue(_pending) ?? Usual.MaxPending,
        DrainTimeout = parsed.GetValue(_drain) is double seconds ? TimeSpan.FromSeconds(seconds) : Usual.DrainTimeout,
        AbortTimeout = parsed.GetValue(_abort) is double more ? TimeSpan.FromSeconds(more) : Usual.AbortTimeout,
    };

    // 0 is never: a limit of nothing would let nobody speak.
    private static TimeSpan? Span(ParseResult parsed, Option<double?> option)
        => parsed.GetValue(option) is double seconds ? (seconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds)) : null;

    private static Option<double?> Time(string name, string description, TimeSpan usual) => CommonOptions.SecondsIfGiven(name, $"{description}; 0 for never [default: {Seconds(usual)}]");

    private static Option<int?> Number(string name, Range range, string description, int usual) => CommonOptions.WholeIfGiven(name, range, string.Create(CultureInfo.InvariantCulture, $"{description} [default: {usual}]"));

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
