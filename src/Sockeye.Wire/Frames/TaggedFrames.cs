using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace Sockeye.Wire.Frames;

/// <summary>A frame with the tag that chose its format.</summary>
/// <param name="Tag">The first bytes as a number, most significant first.</param>
/// <param name="Payload">The frame as its format delivers it.</param>
public readonly record struct TaggedFrame(uint Tag, ReadOnlySequence<byte> Payload);

/// <summary>
/// Frames whose first bytes, the tag, choose the format of the rest: <c>'A'</c> then four fixed bytes, <c>'S'</c> then a length and a string.
/// A tag in front of a prefix is one entry. Formats whose frames are no bytes, such as this one and <see cref="HeadedFrames"/>, are entries by
/// <see cref="WholeFrames.AsBytes"/>.
/// </summary>
public sealed class TaggedFrames : IFrameFormat<TaggedFrame>
{
    private readonly int _width;
    private readonly FrozenDictionary<uint, IFrameFormat<ReadOnlySequence<byte>>> _formats;
    private readonly IFrameFormat<ReadOnlySequence<byte>>? _others;

    /// <summary>Frames by tag.</summary>
    /// <param name="width">Bytes in a tag, 1 to 4.</param>
    /// <param name="formats">The format behind each tag.</param>
    /// <param name="others">The format behind every other tag; null (default) makes an unknown tag an error.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is outside 1 to 4, or a tag does not fit in it.</exception>
    public TaggedFrames(
        int width,
        IReadOnlyDictionary<uint, IFrameFormat<ReadOnlySequence<byte>>> formats,
        IFrameFormat<ReadOnlySequence<byte>>? others = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4);
        ArgumentNullException.ThrowIfNull(formats);
        foreach (uint tag in formats.Keys) CheckFits(tag, width);
        _width = width;
        _formats = formats.ToFrozenDictionary();
        _others = others;
    }

    /// <inheritdoc/>
    public IFrameReader<TaggedFrame> CreateReader() => new Reader(this);

    /// <inheritdoc/>
    public void Write(in TaggedFrame frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        CheckFits(frame.Tag, _width);
        if (FormatOf(frame.Tag) is not { } format)
        {
            throw new ProtocolException(ProtocolError.Unsupported, $"no format is known for the tag {Show(frame.Tag)}", 0, Blame.Caller);
        }

        // The inner format may refuse; then nothing may have been written, so it writes aside first.
        var aside = new ArrayBufferWriter<byte>();
        format.Write(frame.Payload, aside);
        Span<byte> tag = output.GetSpan(_width);
        for (int i = 0; i < _width; i++) tag[i] = (byte)(frame.Tag >> (8 * (_width - 1 - i)));
        output.Advance(_width);
        output.Write(aside.WrittenSpan);
    }

    private static void CheckFits(uint tag, int width)
    {
        if (width < 4 && tag >> (8 * width) != 0)
            throw new ArgumentOutOfRangeException(nameof(tag), tag, $"a tag of {width} bytes cannot hold it");
    }

    private static string Show(uint tag) =>
        tag is > 0x20 and < 0x7F ? $"'{(char)tag}'" : "0x" + tag.ToString("x", CultureInfo.InvariantCulture);

    private IFrameFormat<ReadOnlySequence<byte>>? FormatOf(uint tag) => _formats.GetValueOrDefault(tag, _others!);

    private sealed class Reader(TaggedFrames format) : IFrameReader<TaggedFrame>
    {
        // One inner reader a tag, made when the tag is first seen and kept: no allocation a frame. Bounded by the formats known,
        // not by what a peer sends: all unknown tags share one.
        private readonly Dictionary<IFrameFormat<ReadOnlySequence<byte>>, IFrameReader<ReadOnlySequence<byte>>> _readers = [];
        private IFrameReader<ReadOnlySequence<byte>>? _inner;
        private uint _tag;

        public bool TryRead(ref SequenceReader<byte> input, out TaggedFrame frame)
        {
            frame = default;
            if (_inner is null && !TryReadTag(input)) return false;
            SequenceReader<byte> ahead = input;
            ahead.Advance(format._width);
            try
            {
                if (!_inner!.TryRead(ref ahead, out ReadOnlySequence<byte> payload)) return false;
                frame = new TaggedFrame(_tag, payload);
            }
            catch (ProtocolException error)
            {
                throw error.MovedBy(format._width);
            }

            input = ahead;
            _inner = null;
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out TaggedFrame frame)
        {
            frame = default;
            if (_inner is null)
            {
                FrameFault.End(leftover.Length, 0);
                return false;
            }

            // Right behind a tag the inner format sees an empty stream and may call that a clean end; a tag alone is not.
            ReadOnlySequence<byte> rest = leftover.Slice(format._width);
            bool last;
            ReadOnlySequence<byte> payload;
            try
            {
                last = _inner.TryReadLast(rest, out payload);
            }
            catch (ProtocolException error)
            {
                throw error.MovedBy(format._width);
            }

            if (!last) FrameFault.End(leftover.Length, 0);
            frame = new TaggedFrame(_tag, payload);
            return last;
        }

        private bool TryReadTag(SequenceReader<byte> ahead)
        {
            if (ahead.Remaining < format._width) return false;
            _tag = 0;
            for (int i = 0; i < format._width; i++)
            {
                ahead.TryRead(out byte b);
                _tag = (_tag << 8) | b;
            }

            if (format.FormatOf(_tag) is not { } chosen)
                throw new ProtocolException(ProtocolError.Unsupported, $"no format is known for the tag {Show(_tag)}", 0);
            if (!_readers.TryGetValue(chosen, out _inner)) _readers[chosen] = _inner = chosen.CreateReader();
            return true;
        }
    }
}
