using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Native.Libc;

namespace Sockeye.Native.Tests;

/// <summary>Going over a control buffer that nobody vouches for: never past its end, and always to an end.</summary>
public sealed class ControlMessagesTests
{
    private const int Header = 16;

    // Around every border of a small buffer, and where lengths of 32 and of 64 bits turn negative or wrap around.
    private static readonly ulong[] s_lengths =
    [
        .. Enumerable.Range(0, 60).Select(static length => (ulong)length),
        int.MaxValue - 7, int.MaxValue, 0x80000000, uint.MaxValue - 7, uint.MaxValue, 0x1_0000_0010, long.MaxValue, 0x8000000000000010, ulong.MaxValue - 7, ulong.MaxValue,
    ];

    [Fact]
    public void EveryLengthInEverySmallBuffer_StaysInsideAndEnds()
    {
        byte[] ground = new byte[48];
        for (int size = 0; size <= ground.Length; size++)
        {
            foreach (ulong first in s_lengths)
            {
                foreach (ulong second in s_lengths)
                {
                    Span<byte> control = ground.AsSpan(0, size);
                    control.Clear();
                    Put(control, 0, first);
                    int follows = first is >= Header and <= 48 ? ((int)first + 7) & ~7 : 0;
                    if (follows > 0)
                    {
                        Put(control, follows, second);
                    }

                    List<(int Start, int Length, bool Whole)> expected = [];
                    Expect(expected, size, 0, first);
                    if (expected is [{ Whole: true }])
                    {
                        Expect(expected, size, follows, second);
                        if (expected is [_, { Whole: true } last])
                        {
                            int third = (last.Start + last.Length + 7) & ~7;
                            Expect(expected, size, third, size - third >= Header ? MemoryMarshal.Read<ulong>(control[third..]) : 0);
                        }
                    }

                    Assert.Equal(expected, Walked(control));
                }
            }
        }
    }

    [Fact]
    public void StirredBytes_StayInsideAndEnd()
    {
        var random = new Random(41);
        for (int round = 0; round < 200_000; round++)
        {
            byte[] control = new byte[random.Next(0, 200)];
            random.NextBytes(control);
            for (int at = 0; at + Header <= control.Length && random.Next(8) > 0; at += random.Next(1, 6) * 8)
            {
                Put(control, at, (ulong)random.Next(0, 64));
            }

            // Slicing checks the ends; what is left to see is that the places are in order and that it ends.
            int end = 0;
            foreach ((int start, int length, bool whole) in Walked(control))
            {
                Assert.True(start >= end + Header && start + length <= control.Length && (start - Header) % 8 == 0);
                Assert.True(whole || start + length == control.Length);
                end = start + length;
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    public void WhatWasWritten_IsReadBack(int length)
    {
        byte[] control = new byte[ControlMessages.Space(length) + ControlMessages.Length(3)];
        byte[] data = [.. Enumerable.Range(1, length).Select(static i => (byte)i)];
        data.CopyTo(ControlMessages.Write(control, 7, -2, length));
        ControlMessages.Write(control.AsSpan(ControlMessages.Space(length)), -1, 9, 3);

        int next = 0;
        Assert.True(ControlMessages.TryRead(control, ref next, out ControlMessage one));
        Assert.Equal((7, -2), (one.Level, one.Type));
        Assert.Equal(data, one.Data.ToArray());
        Assert.True(ControlMessages.TryRead(control, ref next, out ControlMessage two));
        Assert.Equal((-1, 9, 3), (two.Level, two.Type, two.Data.Length));
        Assert.False(ControlMessages.TryRead(control, ref next, out _));
    }

    private static void Put(Span<byte> control, int at, ulong length)
    {
        if (at + sizeof(ulong) <= control.Length)
        {
            MemoryMarshal.Write(control[at..], length);
        }
    }

    private static void Expect(List<(int Start, int Length, bool Whole)> expected, int size, int at, ulong claimed)
    {
        if (size - at >= Header && claimed >= Header)
        {
            expected.Add((at + Header, (int)Math.Min(claimed, (ulong)(size - at)) - Header, claimed <= (ulong)(size - at)));
        }
    }

    private static List<(int Start, int Length, bool Whole)> Walked(ReadOnlySpan<byte> control)
    {
        List<(int, int, bool)> walked = [];
        int next = 0;
        while (ControlMessages.TryRead(control, ref next, out ControlMessage message))
        {
            int start = Start(control, message.Data);
            ulong claimed = MemoryMarshal.Read<ulong>(control[(start - Header)..]);
            walked.Add((start, message.Data.Length, claimed == (ulong)(Header + message.Data.Length)));
            Assert.True(walked.Count <= control.Length / Header, "it does not end");
        }

        return walked;
    }

    // Where in the buffer the data lie: for none, where they would begin.
    private static int Start(ReadOnlySpan<byte> control, ReadOnlySpan<byte> data)
    {
        ref byte whole = ref MemoryMarshal.GetReference(control);
        return (int)Unsafe.ByteOffset(ref whole, ref MemoryMarshal.GetReference(data));
    }
}
