using Sockeye.Loops.Guarding;

namespace Sockeye.Loops;

/// <summary>What a loop must know of a descriptor it watches. One for many channels of the same kind.</summary>
internal sealed class ChannelOptions
{
    internal required HandlerKind Handlers { get; init; }

    internal Lane Lane { get; init; } = Lane.Guarded;

    /// <summary>TCP: a receive that did not fill its buffer took all there was.</summary>
    internal bool IsTcp { get; init; }

    /// <summary>It is counted among the connections of its loop.</summary>
    internal bool IsConnection { get; init; }
}
