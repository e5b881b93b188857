using System.Buffers;
using System.Text;

namespace Sockeye.Wire.Tests.Frames;

/// <summary>Short ways to write bytes in a test.</summary>
internal static class Bytes
{
    internal static ReadOnlySequence<byte> Seq(string text) => new(Encoding.Latin1.GetBytes(text));

    internal static byte[] Raw(string latin1) => Encoding.Latin1.GetBytes(latin1);
}
