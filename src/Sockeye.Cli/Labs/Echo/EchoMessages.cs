using System.Globalization;
using System.Text;

namespace Sockeye.Cli.Labs.Echo;

/// <summary>What is said in the echo lab.</summary>
internal static class EchoMessages
{
    /// <summary>The piece that both programs of the lab read in.</summary>
    internal const int Chunk = 16;

    internal static byte[] Short { get; } = "hello"u8.ToArray();

    /// <summary>Sizes around whole pieces, where loops go wrong.</summary>
    internal static IReadOnlyList<int> Boundaries { get; } = [1, 15, 16, 17, 31, 32, 33, 48];

    /// <summary>Characters of two, three and four bytes, of each some that a multiple of 16 bytes cuts in two.</summary>
    internal static byte[] NonAscii { get; } = Encoding.UTF8.GetBytes("aßßßßßßßßßßßßßßßß 世界世界世界世界世界世界 🐟🐟🐟🐟🐟🐟🐟🐟🐟 Ende");

    /// <summary>A place in <see cref="NonAscii"/> that no reader of larger pieces gets around. Both parts are whole pieces: it is not about short ones.</summary>
    internal const int InsideCharacter = Chunk;

    /// <summary>One mebibyte of numbered lines, so that a missing piece can be seen.</summary>
    internal static byte[] Long { get; } = Lines(1024 * 1024);

    internal static byte[] OfSize(int size) => Lines(size);

    private static byte[] Lines(int size)
    {
        var text = new StringBuilder(size + 16);
        for (int line = 1; text.Length < size; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"line {line:000000}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }
}
