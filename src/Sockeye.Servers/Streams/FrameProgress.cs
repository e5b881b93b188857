using System.IO.Pipelines;
using Sockeye.Connections.Framing;

namespace Sockeye.Servers.Streams;

/// <summary>How far a handler has come that cuts the stream itself: so the limits for frames hold for it, and a shutdown ends it between two.</summary>
/// <remarks>The handler writes, and the server reads from another thread.</remarks>
internal sealed class FrameProgress(PipeReader input) : IFrameProgress
{
    private int _frames;
    private long _half;
    private volatile bool _ends;

    /// <summary>No further frame is waited for: the server shuts down. A read that waited was cancelled.</summary>
    internal bool Ends => _ends;

    int IFrameProgress.Frames => Volatile.Read(ref _frames);

    long IFrameProgress.Half => Volatile.Read(ref _half);

    void IFrameProgress.EndBetweenFrames()
    {
        _ends = true;
        input.CancelPendingRead();
    }

    bool IFrameProgress.TryLetGo() => _half == 0;

    /// <summary>A frame was whole.</summary>
    internal void HasFrame()
    {
        Volatile.Write(ref _frames, _frames + 1);
        Volatile.Write(ref _half, 0);
    }

    /// <summary>So many bytes of the next one are there.</summary>
    internal void HasHalf(long bytes) => Volatile.Write(ref _half, bytes);
}
