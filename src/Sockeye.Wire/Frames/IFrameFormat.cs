namespace Sockeye.Wire.Frames;

/// <summary>
/// A way to cut a stream into frames, both directions: it writes frames and makes a reader for each stream.
/// Implement this for a format of your own; one file is enough.
/// </summary>
/// <typeparam name="TFrame">What a frame is.</typeparam>
public interface IFrameFormat<TFrame> : IFrameWriter<TFrame>
{
    /// <summary>A reader for one stream.</summary>
    IFrameReader<TFrame> CreateReader();
}
