using System.Buffers;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace OwnFrame;

/// <summary>What a sensor reports.</summary>
public readonly record struct Reading(byte Sensor, short Value);

/// <summary>A frame format of one's own: <c>AA | sensor | value, two bytes | XOR of the four</c>. It writes frames, and makes a reader for each stream; that is all there is to it.</summary>
public sealed class SensorFrames : IFrameFormat<Reading>
{
    private const byte Mark = 0xAA;
    private const int Size = 5;

    public IFrameReader<Reading> CreateReader() => new Reader();

    public void Write(in Reading frame, IBufferWriter<byte> output)
    {
        byte high = (byte)(frame.Value >> 8), low = (byte)frame.Value;
        output.Write<byte>([Mark, frame.Sensor, high, low, (byte)(Mark ^ frame.Sensor ^ high ^ low)]);
    }

    private sealed class Reader : IFrameReader<Reading>
    {
        private bool _skipping;

        // The mark tells where a next frame may start, so one bad frame need not end the connection.
        public bool CanResync => true;

        public bool TryRead(ref SequenceReader<byte> input, out Reading frame)
        {
            frame = default;
            if (!input.TryPeek(out byte mark)) return false;
            if (mark != Mark) throw new ProtocolException(ProtocolError.Malformed, $"a reading starts with AA, not {mark:X2}", 0);
            Span<byte> bytes = stackalloc byte[Size];
            if (!input.TryCopyTo(bytes)) return false; // more bytes are needed, none were consumed
            if ((bytes[0] ^ bytes[1] ^ bytes[2] ^ bytes[3]) != bytes[4]) throw new ProtocolException(ProtocolError.Malformed, "the checksum is wrong", 4);
            frame = new Reading(bytes[1], (short)((bytes[2] << 8) | bytes[3]));
            input.Advance(Size);
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out Reading frame)
        {
            frame = default;
            if (!leftover.IsEmpty) throw new ProtocolException(ProtocolError.Truncated, "the stream ended inside a reading", leftover.Length);
            return false;
        }

        public bool TryResync(ref SequenceReader<byte> input)
        {
            if (!_skipping) input.Advance(1); // past the first byte of the bad frame, once
            _skipping = !input.TryAdvanceTo(Mark, advancePastDelimiter: false);
            if (_skipping) input.AdvanceToEnd();
            return !_skipping;
        }
    }
}
