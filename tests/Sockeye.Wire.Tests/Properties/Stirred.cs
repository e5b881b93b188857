using FsCheck;
using FsCheck.Fluent;
using Sockeye.Fuzz;

namespace Sockeye.Wire.Tests.Properties;

/// <summary>Generators: bytes rich in what protocols trip over, and places to cut.</summary>
internal static class Stirred
{
    private static readonly Gen<byte> Byte = Gen.Frequency(
        (3, Gen.Elements((byte)'\r', (byte)'\n', (byte)'a', (byte)'b', (byte)' ', (byte)':', (byte)',', (byte)'"', (byte)'\\', (byte)'(')),
        (2, Gen.Choose('0', '9').Select(c => (byte)c)),
        (2, Gen.Elements((byte)0, (byte)0x7F, (byte)0x80, (byte)0xC3, (byte)0xA9, (byte)0xFF)),
        (1, Gen.Choose(0, 255).Select(c => (byte)c)));

    internal static Arbitrary<byte[]> Bytes { get; } = Arb.From(Byte.ArrayOf());

    internal static Arbitrary<byte[][]> Frames { get; } = Arb.From(Gen.Frequency((3, Byte.ArrayOf()), (1, Byte.ArrayOf(3))).ArrayOf());

    internal static Arbitrary<int[]> Cuts { get; } = Arb.From(Gen.Choose(0, 1 << 20).ArrayOf());

    /// <summary>The cuts, folded into the length of the stream; an even number of them arrives as segments.</summary>
    internal static Arrival Arrival(int length, int[] cuts) =>
        new([.. cuts.Select(c => c % (length + 1)).Order()], cuts.Length % 2 == 0);
}
