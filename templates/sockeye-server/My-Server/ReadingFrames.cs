using System.Buffers;
using System.Buffers.Binary;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace ServerNamespace;

/// <summary>How a reading is written: its sensor in one byte and its value in four, the highest first, behind a length of two bytes.</summary>
public static class ReadingFrames
{
    private const int Size = 5;

    /// <summary>The format. The length is checked against its maximum before anything is kept: a peer cannot ask for more memory than this.</summary>
    public static IFrameFormat<Reading> Format { get; } = new PrefixedFrames(LengthPrefix.UInt16, maximum: Size).As(Decode, Encode);

    private static Reading Decode(ReadOnlySequence<byte> frame)
    {
        if (frame.Length != Size)
        {
            throw new ProtocolException(ProtocolError.Malformed, $"a reading has {Size} bytes, and this one {frame.Length}", 0);
        }

        Span<byte> bytes = stackalloc byte[Size];
        frame.CopyTo(bytes);
        return new Reading(bytes[0], BinaryPrimitives.ReadInt32BigEndian(bytes[1..]));
    }

    private static void Encode(Reading reading, IBufferWriter<byte> output)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = reading.Sensor;
        BinaryPrimitives.WriteInt32BigEndian(bytes[1..], reading.Value);
        output.Write(bytes);
    }
}
