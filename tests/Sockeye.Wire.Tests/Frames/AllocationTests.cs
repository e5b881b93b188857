using System.Buffers;
using System.Text;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Http;
using static Sockeye.Wire.Tests.Frames.Bytes;

namespace Sockeye.Wire.Tests.Frames;

/// <summary>Reading a frame or a head allocates nothing: counted, not believed.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string, IFrameFormat<ReadOnlySequence<byte>>, string> Formats => new()
    {
        { "fixed", new FixedFrames(5), "hello" },
        { "lines", new LineFrames(), "hello\r\n" },
        { "delimited", new DelimitedFrames("\r\n"u8), "hello\r\n" },
        { "prefix", new PrefixedFrames(LengthPrefix.UInt32), "\0\0\0\u0005hello" },
        { "varint", new PrefixedFrames(LengthPrefix.Varint), "\u0005hello" },
        { "digits", new PrefixedFrames(LengthPrefix.Digits(5)), "00005hello" },
        { "netstring", new NetstringFrames(), "5:hello," },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void AFrame(string name, IFrameFormat<ReadOnlySequence<byte>> format, string frame)
    {
        Assert.NotEmpty(name);
        byte[] bytes = Raw(string.Concat(Enumerable.Repeat(frame, 100)));
        IFrameReader<ReadOnlySequence<byte>> reader = format.CreateReader();
        Assert.Equal(100, ReadAll(reader, bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int frames = ReadAll(reader, bytes);
        Assert.Equal((0L, 100), (GC.GetAllocatedBytesForCurrentThread() - before, frames));
    }

    [Fact]
    public void ATaggedFrame()
    {
        var format = new TaggedFrames(1, new Dictionary<uint, IFrameFormat<ReadOnlySequence<byte>>> { ['A'] = new FixedFrames(2), ['L'] = new LineFrames() });
        byte[] bytes = Raw(string.Concat(Enumerable.Repeat("A12Lhi\n", 50)));
        IFrameReader<TaggedFrame> reader = format.CreateReader();
        Assert.Equal(100, ReadAll(reader, bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReadAll(reader, bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void AnHttpExchange()
    {
        byte[] request = Encoding.ASCII.GetBytes("POST /x HTTP/1.1\r\nHost: h\r\nAccept: a, b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        var server = new HttpProtocol(HttpSide.Responder);
        var output = new ArrayBufferWriter<byte>(4096);
        Exchange(server, request, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Exchange(server, request, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Exchange(HttpProtocol server, byte[] request, ArrayBufferWriter<byte> output)
    {
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(request));
        while (server.Read(ref input) != HttpEvent.End)
        {
        }

        output.ResetWrittenCount();
        server.WriteResponse(output, 204, "No Content");
        server.WriteEnd(output);
        server.StartNext();
    }

    private static int ReadAll<TFrame>(IFrameReader<TFrame> reader, byte[] bytes)
    {
        int frames = 0;
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes));
        while (reader.TryRead(ref input, out _)) frames++;
        return frames;
    }
}
