using Sockeye.Cli.Talking;

namespace Sockeye.Cli.Loading;

/// <summary>What all connections have come to. One thread writes it.</summary>
internal sealed class LoadTally
{
    private const int MostShown = 16;

    private readonly int[] _lost = new int[Enum.GetValues<Loss>().Length];

    /// <summary>From when a message began to when its last byte came back.</summary>
    internal LatencyHistogram Latencies { get; } = new();

    internal DeadTime Dead { get; } = new();

    /// <summary>Answered messages, and the bytes that came back, of the measured time.</summary>
    internal long Messages { get; private set; }

    internal long Bytes { get; private set; }

    /// <summary>Messages that came back with other bytes, warm-up and end included.</summary>
    internal long Wrong { get; private set; }

    internal string? FirstWrong { get; private set; }

    internal string? FirstLoss { get; private set; }

    /// <summary>Set while time is measured: what is answered now counts.</summary>
    internal bool Measuring { get; set; }

    internal int Lost(Loss how) => _lost[(int)how];

    internal int AllLost => _lost.Sum();

    internal void Came(int bytes, long now)
    {
        if (Measuring)
        {
            Bytes += bytes;
            Dead.Answer(now);
        }
    }

    internal void Answered(long took)
    {
        Latencies.Record(took);
        Messages += Measuring ? 1 : 0;
    }

    internal void IsWrong(int connection, ReadOnlySpan<byte> said, ReadOnlySpan<byte> came)
    {
        Wrong++;
        int same = said.CommonPrefixLength(came);
        int shown = Math.Min(MostShown, came.Length - same);
        FirstWrong ??= $"on connection {connection + 1} {Shown.Bytes(said.Slice(same, shown))} was sent and {Shown.Bytes(came.Slice(same, shown))} came back";
    }

    internal void Loses(int connection, Loss how, string words)
    {
        _lost[(int)how]++;
        FirstLoss ??= $"connection {connection + 1}: {words}";
    }

    /// <summary>Forgets what was counted so far; not what was wrong.</summary>
    internal void BeginMeasuring(long now)
    {
        Latencies.Clear();
        Dead.Begin(now);
        (Messages, Bytes, Measuring) = (0, 0, true);
    }
}
