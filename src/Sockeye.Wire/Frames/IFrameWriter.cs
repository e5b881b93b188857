using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>Writes frames. Without state: one instance serves any number of streams and threads.</summary>
/// <typeparam name="TFrame">What a frame is.</typeparam>
public interface IFrameWriter<TFrame>
{
    /// <summary>Writes one frame, whole.</summary>
    /// <exception cref="ProtocolException">The format cannot carry this frame (too long, or it holds the delimiter): this side's fault. Nothing was written.</exception>
    void Write(in TFrame frame, IBufferWriter<byte> output);
}
