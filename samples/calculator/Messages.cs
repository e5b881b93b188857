using System.Buffers;
using System.Text;
using Sockeye.Wire.Frames;

namespace Calculator;

/// <summary>What both sides know: where a message ends, and that it is text.</summary>
public static class Messages
{
    public static IFrameFormat<string> Format { get; } = new PrefixedFrames(LengthPrefix.UInt16, maximum: 1000).As(
        static bytes => Encoding.UTF8.GetString(bytes),
        static (text, output) => Encoding.UTF8.GetBytes(text, output));
}
