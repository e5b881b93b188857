namespace Sockeye.Connections.Framing;

/// <summary>How far a stream of frames has come: for a server, which looks from time to time. Any thread.</summary>
internal interface IFrameProgress
{
    /// <summary>How many frames it has given out.</summary>
    int Frames { get; }

    /// <summary>How many bytes there are of the frame that is being waited for; 0 where none is under way.</summary>
    long Half { get; }

    /// <summary>No frame is waited for any more: a read that waits for the first byte of one ends as if the peer had ended the stream, and so do later ones.</summary>
    void EndBetweenFrames();

    /// <summary>By who reads the stream by other means from now on: nothing more is read here. False: bytes were received that are in no frame yet.</summary>
    /// <exception cref="InvalidOperationException">A read is under way.</exception>
    bool TryLetGo();
}
