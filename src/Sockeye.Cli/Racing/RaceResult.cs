namespace Sockeye.Cli.Racing;

/// <summary>What one way was measured to do.</summary>
internal sealed record RaceResult
{
    internal required string Way { get; init; }

    internal required int Size { get; init; }

    internal required int RoundTrips { get; init; }

    internal required TimeSpan Median { get; init; }

    internal required TimeSpan P99 { get; init; }

    internal required double BytesPerSecond { get; init; }
}
