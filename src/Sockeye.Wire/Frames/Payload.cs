using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>Copies payloads to an output.</summary>
internal static class Payload
{
    internal static void Copy(in ReadOnlySequence<byte> from, IBufferWriter<byte> to)
    {
        foreach (ReadOnlyMemory<byte> part in from) to.Write(part.Span);
    }
}
