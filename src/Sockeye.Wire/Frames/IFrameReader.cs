using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>
/// Finds frames in a stream of bytes. One instance reads one stream, because it remembers how far it has looked.
/// </summary>
/// <remarks>
/// The rules every reader keeps (FrameCheck of Sockeye.Testing tests them):
/// it consumes whole frames only; when it says false it has consumed nothing and expects the same bytes again with more behind them;
/// a byte is not searched twice; nothing is allocated because of a length that was only claimed; where the stream was cut makes no
/// difference to what comes out, error or frame.
/// </remarks>
/// <typeparam name="TFrame">What a frame is. A <see cref="ReadOnlySequence{T}"/> points into the input and lives as long as the input does.</typeparam>
public interface IFrameReader<TFrame>
{
    /// <summary>True when the input no longer makes sense after an error but can again after the next delimiter: see <see cref="TryResync"/>.</summary>
    bool CanResync => false;

    /// <summary>Reads one frame if all of it is there.</summary>
    /// <param name="input">Stands at the start of a frame. Advanced past the frame when the result is true, else not at all.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="ProtocolException">The frame is malformed or over the limit; its offset counts from the start of the frame. The input is not advanced.</exception>
    bool TryRead(ref SequenceReader<byte> input, out TFrame frame);

    /// <summary>The peer will send no more. Called once, after <see cref="TryRead"/> has said false for what is left.</summary>
    /// <param name="leftover">The bytes no frame has consumed.</param>
    /// <param name="frame">The last frame, for a format that lets the close end a frame.</param>
    /// <returns>True when the close ended a frame; false when the stream ended between frames, as it should.</returns>
    /// <exception cref="ProtocolException">The stream ended in mid-frame (<see cref="ProtocolError.Truncated"/>).</exception>
    bool TryReadLast(ReadOnlySequence<byte> leftover, out TFrame frame);

    /// <summary>After an error: skips to where the next frame starts, if the format can tell (<see cref="CanResync"/>).</summary>
    /// <param name="input">Advanced past the bad frame, or to its end when more bytes are needed.</param>
    /// <returns>True when <paramref name="input"/> stands at the start of a frame again.</returns>
    /// <exception cref="NotSupportedException">The format cannot resynchronise: the connection must be closed.</exception>
    bool TryResync(ref SequenceReader<byte> input) =>
        throw new NotSupportedException("this format has no mark to find the next frame by; close the connection");
}
