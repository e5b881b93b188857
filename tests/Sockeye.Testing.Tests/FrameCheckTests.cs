using System.Buffers;
using Sockeye.Wire;
using Sockeye.Wire.Frames;

namespace Sockeye.Testing.Tests;

/// <summary>The check itself must fail for each kind of broken format, or it proves nothing.</summary>
public sealed class FrameCheckTests
{
    // A line with a '!' is malformed at the '!'.
    private static ReadOnlySpan<byte> Bad => "one\nwrong!wrong\ntwo\nthree\n"u8;

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
    public void ReaderThatAllocatesBeforeAnythingCame_IsCaught() => Broken(new Lines { AllocatesAtFirst = true }, "memory");

    [Fact]
    public void ReaderWithoutALimit_IsCaught() => Broken(new Lines { Limit = int.MaxValue }, "it waits for the end of a frame");

    [Fact]
    public void AFormatOfLargeFrames_SaysSo_AndPasses() =>
        new FrameCheck<ReadOnlySequence<byte>>(new Lines { Limit = 3 << 20 }, FrameCheck.Text) { LargestFrame = 4 << 20 }.Reads("one\n"u8, "one");

    [Fact]
    public void ResyncThatStandsStill_IsCaught() => BrokenWhenRefusing(new Lines { StandsStill = true }, "stands still");

    [Fact]
    public void ResyncThatLeavesBytesItHas_IsCaught() => BrokenWhenRefusing(new Lines { LeavesBytes = true }, "it left");

    [Fact]
    public void ResyncThatDependsOnTheCut_IsCaught() => BrokenWhenRefusing(new Lines { ResyncsPieceByPiece = true }, "behind the error");

    [Fact]
    public void ErrorBeforeTheFrame_IsCaught() => BrokenWhenRefusing(new Lines { MovesErrors = -6 }, "offset -1");

    [Fact]
    public void ErrorPastTheInput_IsCaught() => BrokenWhenRefusing(new Lines { MovesErrors = 9 }, "offset 14");

    [Fact]
    public void ErrorAtAByteThatHasNotCome_IsCaught() => BrokenWhenRefusing(new Lines { MovesErrors = 1 }, "offset 6");

    [Fact]
    public void ErrorThatBlamesThisSide_IsCaught() => BrokenWhenRefusing(new Lines { Blames = Blame.Caller }, "blames this side");

    [Fact]
    public void ReaderThatConsumesWhatItRefuses_IsCaught() => BrokenWhenRefusing(new Lines { EatsWhatItRefuses = true }, "it consumed");

    [Fact]
    public void AGoodReader_Refuses_AndGoesOn() => Check(new Lines()).Refuses(Bad, ProtocolError.Malformed, "one");

    [Fact]
    public void WrongExpectation_IsCaught() => Assert.Throws<FrameCheckException>(() => Check(new Lines()).Reads("a\nb\n"u8, "a", "c"));

    [Fact]
    public void MissingError_IsCaught() =>
        Assert.Throws<FrameCheckException>(() => Check(new Lines()).Refuses("a\nb\n"u8, ProtocolError.TooLarge, "a", "b"));

    [Fact]
    public void AGoodReader_Passes() => Check(new Lines()).Reads("one\ntwo\n"u8, "one", "two");

    private static void Broken(Lines format, string says) =>
        Assert.Contains(says, Assert.Throws<FrameCheckException>(() => Check(format).Reads("one\ntwo\n"u8, "one", "two")).Message, StringComparison.Ordinal);

    private static void BrokenWhenRefusing(Lines format, string says)
    {
        Check(format).Reads("one\ntwo\n"u8, "one", "two");
        string message = Assert.Throws<FrameCheckException>(() => Check(format).Refuses(Bad, ProtocolError.Malformed, "one")).Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    private static FrameCheck<ReadOnlySequence<byte>> Check(Lines format) => new(format, FrameCheck.Text);

    /// <summary>Lines; one that holds a '!' is malformed there, and the next may follow. Each property breaks one rule.</summary>
    private sealed record Lines : IFrameFormat<ReadOnlySequence<byte>>
    {
        public bool ForgetsTheEnd { get; init; }

        public bool EatsWhileAsking { get; init; }

        public bool EatsWhatItRefuses { get; init; }

        public bool SeesOneSegment { get; init; }

        public bool LosesItsPlace { get; init; }

        public bool Allocates { get; init; }

        public bool AllocatesAtFirst { get; init; }

        public bool StandsStill { get; init; }

        public bool LeavesBytes { get; init; }

        public bool ResyncsPieceByPiece { get; init; }

        public int MovesErrors { get; init; }

        public Blame Blames { get; init; }

        public int Limit { get; init; } = 1000;

        public IFrameReader<ReadOnlySequence<byte>> CreateReader()
        {
            if (AllocatesAtFirst) GC.KeepAlive(new byte[1 << 20]);
            return new Reader(this);
        }

        public void Write(in ReadOnlySequence<byte> frame, IBufferWriter<byte> output) => throw new NotSupportedException();
    }

    private sealed class Reader(Lines how) : IFrameReader<ReadOnlySequence<byte>>
    {
        private long _looked;

        public bool CanResync => true;

        public bool TryRead(ref SequenceReader<byte> input, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            if (how.Allocates) GC.KeepAlive(new byte[1 << 20]);
            if (how.SeesOneSegment && !input.End && input.UnreadSpan.IndexOf((byte)'\n') < 0) return false;
            if (how.EatsWhileAsking && !input.UnreadSequence.PositionOf((byte)'\n').HasValue)
            {
                input.AdvanceToEnd();
                return false;
            }

            Refuse(ref input);
            SequenceReader<byte> ahead = input;
            if (how.LosesItsPlace) ahead.Advance(Math.Min(_looked, ahead.Remaining));
            if (ahead.TryReadTo(out frame, (byte)'\n'))
            {
                input = ahead;
                _looked = 0;
                return true;
            }

            if (ahead.Remaining > how.Limit) throw new ProtocolException(ProtocolError.TooLarge, "too long", how.Limit);
            _looked = input.Remaining;
            return false;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ReadOnlySequence<byte> frame)
        {
            frame = default;
            if (!leftover.IsEmpty && !how.ForgetsTheEnd) throw new ProtocolException(ProtocolError.Truncated, "cut short", leftover.Length);
            return false;
        }

        public bool TryResync(ref SequenceReader<byte> input)
        {
            if (how.StandsStill) return true;
            if (how.LeavesBytes && input.Remaining > 1)
            {
                input.Advance(1);
                return false;
            }

            if (input.TryAdvanceTo((byte)'\n')) return true;
            input.AdvanceToEnd();
            return how.ResyncsPieceByPiece;
        }

        private void Refuse(ref SequenceReader<byte> input)
        {
            SequenceReader<byte> ahead = input;
            if (!ahead.TryReadToAny(out ReadOnlySequence<byte> before, "!\n"u8, advancePastDelimiter: false) || !ahead.IsNext((byte)'!')) return;
            if (how.EatsWhatItRefuses) input.Advance(1);
            throw new ProtocolException(ProtocolError.Malformed, "a '!' in a line", before.Length + how.MovesErrors, how.Blames);
        }
    }
}
