using Sockeye.Cli.Talking;
using Sockeye.Sockets;

namespace Sockeye.Cli.Loading;

/// <summary>What all connections have come to. One thread writes it.</summary>
internal sealed class LoadTally
{
    private const int MostShown = 16;

    private readonly int[] _lost = new int[Enum.GetValues<Loss>().Length];

    /// <summary>From when a message began to when its last byte came back: of <see cref="Messages"/>, and of no others.</summary>
    internal LatencyHistogram Latencies { get; } = new();

    internal DeadTime Dead { get; } = new();

    /// <summary>Messages of which every byte came back, and their bytes, in the measured time.</summary>
    internal long Messages { get; private set; }

    internal long Bytes { get; private set; }

    /// <summary>Messages that came back with other bytes, in the measured time.</summary>
    internal long Wrong { get; private set; }

    /// <summary>The same before and after it.</summary>
    internal long WrongOutside { get; private set; }

    /// <summary>Messages under way at the end of the measured time that came back right after it, and the longest that one of them took.</summary>
    internal long Late { get; private set; }

    internal long LateMax { get; private set; }

    internal string? FirstWrong { get; private set; }

    internal string? FirstLoss { get; private set; }

    /// <summary>What ended the first connection that an error ended.</summary>
    internal SocketFaultException? FirstFault { get; private set; }

    /// <summary>Whether time is measured: what comes now counts.</summary>
    internal bool Measuring { get; private set; }

    internal int Lost(Loss how) => _lost[(int)how];

    internal int AllLost => _lost.Sum();

    /// <summary>Bytes came, right or wrong.</summary>
    internal void Came(long now)
    {
        if (Measuring)
        {
            Dead.Answer(now);
        }
    }

    internal void Answered(long took, long bytes)
    {
        if (Measuring)
        {
            Latencies.Record(took);
            Messages++;
            Bytes += bytes;
        }
        else
        {
            Late++;
            LateMax = Math.Max(LateMax, took);
        }
    }

    internal void IsWrong(int connection, ReadOnlySpan<byte> said, ReadOnlySpan<byte> came)
    {
        (Wrong, WrongOutside) = Measuring ? (Wrong + 1, WrongOutside) : (Wrong, WrongOutside + 1);
        int same = said.CommonPrefixLength(came);
        int shown = Math.Min(MostShown, came.Length - same);
        FirstWrong ??= $"on connection {connection + 1} {Shown.Bytes(said.Slice(same, shown))} was sent and {Shown.Bytes(came.Slice(same, shown))} came back";
    }

    /// <param name="connection">Which, from 0.</param>
    /// <param name="how">How it ended.</param>
    /// <param name="words">The same for a person.</param>
    /// <param name="fault">The error that ended it; null where none did.</param>
    internal void Loses(int connection, Loss how, string words, SocketFaultException? fault)
    {
        _lost[(int)how]++;
        FirstLoss ??= $"connection {connection + 1}: {words}";
        FirstFault ??= fault;
    }

    /// <summary>From here on it counts. What came in the warm-up is forgotten, but that something was wrong.</summary>
    internal void BeginMeasuring(long now)
    {
        Dead.Begin(now);
        (Late, LateMax, Measuring) = (0, 0, true);
    }

    internal void EndMeasuring() => Measuring = false;
}
