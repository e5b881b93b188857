using System.Buffers;
using System.Text;
using Sockeye.Wire.Frames;
using static Sockeye.Wire.Tests.Frames.Bytes;

namespace Sockeye.Wire.Tests.Frames;

/// <summary>A frame that comes in many small segments is not walked through from its start for each of them: looks at segments are counted.</summary>
public sealed class SmallSegmentsTests
{
    private const int Length = 2000;

    public static TheoryData<string, IFrameFormat<ReadOnlySequence<byte>>, string> Formats => new()
    {
        { "delimited", new DelimitedFrames("===\n"u8), "===\n" },
        { "CRLF", new DelimitedFrames("\r\n"u8), "\r\n" },
        { "lines", new LineFrames(), "\r\n" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void ArrivingOneByOne(string name, IFrameFormat<ReadOnlySequence<byte>> format, string end) => Looks(name, format, end, arriving: 1);

    [Theory]
    [MemberData(nameof(Formats))]
    public void ArrivingThreeByThree(string name, IFrameFormat<ReadOnlySequence<byte>> format, string end) => Looks(name, format, end, arriving: 3);

    [Theory]
    [MemberData(nameof(Formats))]
    public void AllAtOnce(string name, IFrameFormat<ReadOnlySequence<byte>> format, string end) => Looks(name, format, end, arriving: int.MaxValue);

    [Theory]
    [InlineData("===", "a=b==c===d====e=====", "a=b==c|d|=e")]
    [InlineData("abab", "abaababababab--abab", "aba||ab--")]
    [InlineData("\r\n", "a\nb\rc\r\r\n\n\r\n\r\nd\r\n", "a\nb\rc\r|\n||d")]
    public void HalfMarks_AtTheEndsOfSegments(string mark, string wire, string frames)
    {
        byte[] bytes = Raw(wire);
        for (int arriving = 1; arriving < 6; arriving++)
        {
            IFrameReader<ReadOnlySequence<byte>> reader = new DelimitedFrames(Raw(mark)).CreateReader();
            var got = new List<string>();
            long consumed = 0;
            foreach (ReadOnlySequence<byte> step in Counted.Of(bytes, arriving))
            {
                var input = new SequenceReader<byte>(step.Slice(consumed));
                while (reader.TryRead(ref input, out ReadOnlySequence<byte> frame)) got.Add(Text(frame));
                consumed += input.Consumed;
            }

            Assert.Equal(frames, string.Join('|', got));
        }
    }

    /// <summary>The segments may change under a reader as long as the bytes do not: joined, or cut otherwise.</summary>
    [Fact]
    public void SegmentsMayBeJoinedInMidFrame()
    {
        byte[] bytes = Raw("one\r\ntwo\r\n");
        for (int first = 1; first < 5; first++)
        {
            IFrameReader<ReadOnlySequence<byte>> reader = new DelimitedFrames("\r\n"u8).CreateReader();
            var input = new SequenceReader<byte>(Counted.Of(bytes[..first], int.MaxValue)[^1]);
            Assert.False(reader.TryRead(ref input, out _));
            ReadOnlySequence<byte> again = first % 2 == 0 ? new ReadOnlySequence<byte>(bytes) : Counted.Of(bytes, int.MaxValue)[^1];
            input = new SequenceReader<byte>(again);
            Assert.True(reader.TryRead(ref input, out ReadOnlySequence<byte> one));
            Assert.True(reader.TryRead(ref input, out ReadOnlySequence<byte> two));
            Assert.Equal(("one", "two"), (Text(one), Text(two)));
        }
    }

    private static void Looks(string name, IFrameFormat<ReadOnlySequence<byte>> format, string end, int arriving)
    {
        Assert.NotEmpty(name);
        byte[] bytes = Raw(new string('x', Length) + end);
        IFrameReader<ReadOnlySequence<byte>> reader = format.CreateReader();
        ReadOnlySequence<byte>[] steps = Counted.Of(bytes, arriving);
        Counted.Looks = 0;
        bool whole = false;
        ReadOnlySequence<byte> frame = default;
        foreach (ReadOnlySequence<byte> step in steps)
        {
            Assert.False(whole);
            var input = new SequenceReader<byte>(step);
            whole = reader.TryRead(ref input, out frame);
        }

        Assert.True(whole);
        Assert.Equal(Length, frame.Length);
        Assert.InRange(Counted.Looks, 1, 8 * bytes.Length);
    }

    private static string Text(ReadOnlySequence<byte> frame) => Encoding.ASCII.GetString(frame);

    /// <summary>A segment of one byte that counts how often it is looked at.</summary>
    private sealed class Counted : ReadOnlySequenceSegment<byte>
    {
        [ThreadStatic]
        internal static int Looks;

        /// <summary>What a reader sees as the bytes come, <paramref name="arriving"/> at a time: each sequence is the one before with more segments behind.</summary>
        internal static ReadOnlySequence<byte>[] Of(byte[] bytes, int arriving)
        {
            var steps = new List<ReadOnlySequence<byte>>();
            Counted? first = null, last = null;
            for (int i = 0; i < bytes.Length; i++)
            {
                var next = new Counted { Memory = new Watched(bytes[i]).Memory, RunningIndex = i };
                if (last is not null) last.Next = next;
                first ??= next;
                last = next;
                if ((i + 1) % arriving == 0 || i + 1 == bytes.Length) steps.Add(new ReadOnlySequence<byte>(first, 0, last, 1));
            }

            return [.. steps];
        }

        private sealed class Watched(byte one) : MemoryManager<byte>
        {
            private readonly byte[] _bytes = [one];

            public override Span<byte> GetSpan()
            {
                Looks++;
                return _bytes;
            }

            public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

            public override void Unpin()
            {
            }

            protected override void Dispose(bool disposing)
            {
            }
        }
    }
}
