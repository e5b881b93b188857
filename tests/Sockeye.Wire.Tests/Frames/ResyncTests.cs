using System.Buffers;
using System.Text;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Tests.Frames;

/// <summary>One bad frame must not poison the later ones where the format can tell where the next starts.</summary>
public sealed class ResyncTests
{
    [Theory]
    [InlineData("toolong\nok\nfine\n")]
    [InlineData("toolo\nok\nfine\n")]
    [InlineData("toolong\r\nok\r\nfine\r\n")]
    public void AfterALineTooLong_TheNextLinesAreThere_WhereverTheCut(string wire)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(wire);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(["!", "ok", "fine"], Frames(new LineFrames(maximum: 4), bytes[..cut], bytes[cut..]));
        }
    }

    [Fact]
    public void AfterAFrameTooLong_ADelimiterOfSeveralBytesIsFound_WhereverTheCut()
    {
        byte[] bytes = "too long===ok===-=-=endless=fine===on==="u8.ToArray();
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(["!", "ok", "!", "on"], Frames(new DelimitedFrames("==="u8, maximum: 4), bytes[..cut], bytes[cut..]));
        }
    }

    [Fact]
    public void ByteByByte_TheSkippedPartIsNotKept()
    {
        var feed = new FrameFeed<ReadOnlySequence<byte>>(new LineFrames(maximum: 4).CreateReader());
        feed.Add("12345678"u8);
        Assert.Throws<ProtocolException>(() => feed.TryRead(out _));
        for (int i = 0; i < 100; i++)
        {
            Assert.False(feed.TryResync());
            Assert.Equal(0, feed.Waiting);
            feed.Add("x"u8);
        }

        feed.Add("\nok\n"u8);
        Assert.True(feed.TryResync());
        Assert.True(feed.TryRead(out ReadOnlySequence<byte> frame));
        Assert.Equal("ok", Encoding.ASCII.GetString(frame));
        Assert.Equal(8 + 100 + 1 + 3, feed.Position);
    }

    [Fact]
    public void ALengthPrefix_CannotResync_AndSaysSo()
    {
        IFrameReader<ReadOnlySequence<byte>> reader = new PrefixedFrames(LengthPrefix.UInt32).CreateReader();
        Assert.False(reader.CanResync);
        Assert.Throws<NotSupportedException>(() =>
        {
            var input = new SequenceReader<byte>(default);
            reader.TryResync(ref input);
        });
    }

    [Fact]
    public void ADelimiterCutInTwo_IsFound_WithoutLookingBack()
    {
        // The reader has seen the first bytes; whatever they become, it must not look again.
        byte[] bytes = "abc=x==def==="u8.ToArray();
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            IFrameReader<ReadOnlySequence<byte>> reader = new DelimitedFrames("==="u8).CreateReader();
            var first = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes[..cut]));
            Assert.False(reader.TryRead(ref first, out _));
            byte[] poisoned = [.. Encoding.ASCII.GetBytes(new string('=', cut)), .. bytes[cut..]];
            var second = new SequenceReader<byte>(new ReadOnlySequence<byte>(poisoned));
            Assert.True(reader.TryRead(ref second, out ReadOnlySequence<byte> frame));
            Assert.Equal(10, frame.Length);
            Assert.Equal(13, second.Consumed);
        }
    }

    private static List<string> Frames(IFrameFormat<ReadOnlySequence<byte>> format, params byte[][] pieces)
    {
        var feed = new FrameFeed<ReadOnlySequence<byte>>(format.CreateReader());
        var got = new List<string>();
        bool lost = false;
        foreach (byte[] piece in pieces)
        {
            feed.Add(piece);
            while (true)
            {
                try
                {
                    if (lost && !feed.TryResync()) break;
                    lost = false;
                    if (!feed.TryRead(out ReadOnlySequence<byte> frame)) break;
                    got.Add(Encoding.ASCII.GetString(frame));
                }
                catch (ProtocolException)
                {
                    got.Add("!");
                    lost = true;
                }
            }
        }

        return got;
    }
}
