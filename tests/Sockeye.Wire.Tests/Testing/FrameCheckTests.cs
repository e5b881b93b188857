using System.Buffers;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Testing;

namespace Sockeye.Wire.Tests.Testing;

/// <summary>The check itself must fail for each kind of broken format, or it proves nothing.</summary>
public sealed class FrameCheckTests
{
    [Fact]
    public void ReaderThatForgetsTheEnd_IsCaught() => Broken(new Lines { ForgetsTheEnd = true }, "ended after byte");

    [Fact]
    public void ReaderThatConsumesWhileAsking_IsCaught() => Broken(new Lines { EatsWhileAsking = true }, "it consumed");

    [Fact]
    public void ReaderThatSeesOneSegmentOnly_IsCaught() => Broken(new Lines { SeesOneSegment = true }, "segment");

    [Fact]
    public void ReaderThatLosesItsPlace_IsCaught() => Broken(new Lines { LosesItsPlace = true }, "cut at byte");

    [Fact]
    public void ReaderThatAllocatesOnAWord_IsCaught() => Broken(new Lines { Allocates = true }, "memory");

    [Fact]
    public void WrongExpectation_IsCaught() => Assert.Throws<FrameCheckException>(() => Check(new Lines()).Reads("a\nb\n"u8, "a", "c"));

    [Fact]
    public void MissingError_IsCaught() =>
        Assert.Throws<FrameCheckException>(() => Check(new Lines()).Refuses("a\nb\n"u8, ProtocolError.TooLarge, "a", "b"));

    [Fact]
    public void AGoodReader_Passes() => Check(new Lines()).Reads("one\ntwo\n"u8, "one", "two");

    private static void Broken(Lines format, string says) =>
        Assert.Contains(says, Assert.Throws<FrameCheckException>(() => Check(format).Reads("one\ntwo\n"u8, "one", "two")).Message, StringComparison.Ordinal);

    private static FrameCheck<ReadOnlySequence<byte>> Check(Lines format) => new(format, FrameCheck.Text);

    private sealed class Lines : IFrameFormat<ReadOnlySequence<byte>>, IFrameReader<ReadOnlySequence<byte>>
    {
        private long _looked;

        public bool ForgetsTheEnd { get; init; }

        public bool EatsWhileAsking { get; init; }

        public bool SeesOneSegment { get; init; }

        public bool LosesItsPlace { get; init; }

        public bool Allocates { get; init; }

        public IFrameReader<ReadOnlySequence<byte>> CreateReader() => new Lines
        {
            ForgetsTheEnd = ForgetsTheEnd, EatsWhileAsking = EatsWhileAsking, SeesOneSegment = SeesOneSegment,
            LosesItsPlace = LosesItsPlace, Allocates = Allocates,
        };

        public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output) => throw new NotSupportedException();

        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            if (Allocates) GC.KeepAlive(new byte[1 << 20]);
            if (SeesOneSegment && !input.End && input.UnreadSpan.IndexOf((byte)'\n') < 0) return false;
            if (EatsWhileAsking && !input.UnreadSequence.PositionOf((byte)'\n').HasValue)
            {
                input.AdvanceToEnd();
                return false;
            }

            SequenceReader<byte> ahead = input;
            if (LosesItsPlace) ahead.Advance(Math.Min(_looked, ahead.Remaining));
            if (ahead.TryReadTo(out frame, (byte)'\n'))
            {
                input = ahead;
                _looked = 0;
                return true;
            }

            _looked = input.Remaining;
            return false;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            if (!leftover.IsEmpty && !ForgetsTheEnd) throw new ProtocolException(ProtocolError.Truncated, "cut short", leftover.Length);
            return false;
        }
    }
}
