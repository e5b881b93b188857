using System.Text;

namespace Sockeye.Sockets.Tests;

/// <summary>The socket as a file: buffers, lines, errors, both ways at once.</summary>
public sealed class SocketStreamTests : IDisposable
{
    private readonly Socket _one;
    private readonly Socket _two;

    public SocketStreamTests() => (_one, _two) = Connected.Tcp();

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    public static TheoryData<int> BufferSizes => [0, 1, 2, 7, StreamOptions.DefaultBufferSize];

    private SocketStream Open(int size) => _one.OpenStream(new StreamOptions { ReadBufferSize = size, WriteBufferSize = size });

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void AnyBuffer_TheBytesAreTheSame(int size)
    {
        byte[] data = Connected.Pattern(50_000);
        using SocketStream near = Open(size);
        using SocketStream far = _two.OpenStream();
        var writer = new BlockedCall(() =>
        {
            for (int at = 0, step = 0; at < data.Length; at += step)
            {
                step = Math.Min(1 + (at * 7 % 300), data.Length - at);
                near.Write(data.AsSpan(at, step));
                near.WriteByte(0xEE);
            }

            near.Flush();
            _one.Shutdown(ShutdownHow.SHUT_WR);
        });
        var got = new MemoryStream();
        far.CopyTo(got);
        Assert.Null(writer.End());

        var expected = new MemoryStream();
        for (int at = 0, step = 0; at < data.Length; at += step)
        {
            step = Math.Min(1 + (at * 7 % 300), data.Length - at);
            expected.Write(data, at, step);
            expected.WriteByte(0xEE);
        }

        Assert.True(expected.ToArray().AsSpan().SequenceEqual(got.ToArray()));
        far.Write(data);
        far.Dispose();
        _two.Shutdown(ShutdownHow.SHUT_WR);
        byte[] back = new byte[data.Length];
        for (int at = 0; at < back.Length; at++)
        {
            back[at] = (byte)near.ReadByte();
        }

        Assert.True(data.AsSpan().SequenceEqual(back));
        Assert.Equal(-1, near.ReadByte());
        Assert.Equal(0, near.Read(back));
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void ReadLine_AcrossPieces(int size)
    {
        using SocketStream stream = Open(size);
        string[] lines = [];
        BlockedCall call = new BlockedCall(() => lines = [Line(stream), Line(stream), Line(stream), Line(stream, max: 4), Line(stream, max: 4), Line(stream), Line(stream)]).UntilAsleepIn(_one);
        foreach (string piece in new[] { "fir", "st\r", "\nsecond\n\nlong", "er\nno end" })
        {
            _two.SendAll(Encoding.ASCII.GetBytes(piece));
            call.Interrupt(1);
        }

        _two.Shutdown(ShutdownHow.SHUT_WR);
        Assert.Null(call.End());
        Assert.Equal(["first\r\n", "second\n", "\n", "long", "er\n", "no end", ""], lines);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.ReadLine(0));

        static string Line(SocketStream from, int max = 100) => Encoding.ASCII.GetString(from.ReadLine(max));
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void ReadLine_TimeoutInTheMiddle_LosesNothing(int size)
    {
        _one.Timeout = TimeSpan.FromMilliseconds(5);
        using SocketStream stream = Open(size);
        _two.SendAll("half a li"u8);
        for (int i = 0; i < 3; i++)
        {
            Assert.IsType<SocketTimeoutException>(Assert.Throws<IOException>(() => stream.ReadLine()).InnerException);
        }

        Assert.Equal('h', stream.ReadByte());
        byte[] two = new byte[2];
        Assert.Equal(2, stream.Read(two));
        Assert.Equal("al"u8.ToArray(), two);
        _two.SendAll("ne\nnext"u8);
        _one.Timeout = Connected.Patience;
        Assert.Equal("f a line\n"u8.ToArray(), stream.ReadLine());
        Assert.Equal("ne"u8.ToArray(), stream.ReadLine(2));
    }

    [Fact]
    public void Flush_TimeoutInTheMiddle_SendsEveryByteOnceInTheEnd()
    {
        byte[] data = Connected.Pattern(20_000_000);
        using SocketStream stream = Open(data.Length + 1);
        stream.Write(data);
        _one.Timeout = TimeSpan.FromMilliseconds(5);
        Assert.IsType<SocketTimeoutException>(Assert.Throws<IOException>(stream.Flush).InnerException);
        _one.Timeout = Connected.Patience;
        var rest = new BlockedCall(stream.Flush);
        byte[] got = new byte[data.Length];
        _two.ReceiveExactly(got);
        Assert.Null(rest.End());
        Assert.True(data.AsSpan().SequenceEqual(got));
        Assert.Throws<WouldBlockException>(() => _two.Receive(1, MessageFlags.MSG_DONTWAIT));
    }

    [Fact]
    public void Writes_StayUntilFlush_ReadsAreBuffered()
    {
        SocketStream stream = Open(100);
        stream.Write("wait"u8);
        Assert.Throws<WouldBlockException>(() => _two.Receive(10, MessageFlags.MSG_DONTWAIT));
        stream.Flush();
        Assert.Equal("wait"u8.ToArray(), _two.Receive(10));
        stream.Write("last"u8);
        stream.Dispose();
        Assert.Equal("last"u8.ToArray(), _two.Receive(10));
        Assert.False(_one.IsClosed);
    }

    [Fact]
    public void Dispose_Owning_ClosesTheSocket_AndAClosedStreamSaysSo()
    {
        SocketStream stream = _one.OpenStream(new StreamOptions { OwnsSocket = true });
        _two.SendAll("buffered"u8);
        Assert.Equal('b', stream.ReadByte());
        stream.Dispose();
        stream.Dispose();
        Assert.True(_one.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        Assert.Throws<ObjectDisposedException>(() => stream.Read(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => stream.ReadLine());
        Assert.Throws<ObjectDisposedException>(() => stream.WriteByte(1));
        Assert.Throws<ObjectDisposedException>(stream.Flush);
        Assert.False(stream.CanRead || stream.CanWrite || stream.CanSeek);
        Assert.Throws<ObjectDisposedException>(() => _one.OpenStream());
    }

    [Fact]
    public void Dispose_WithNothingToFlush_IsQuietWhateverHappenedToTheSocket()
    {
        SocketStream stream = Open(100);
        _one.Shutdown(ShutdownHow.SHUT_WR);
        stream.Flush();
        _one.Dispose();
        stream.Dispose();
    }

    [Fact]
    public void Errors_AreIOExceptionsWithTheReasonInside()
    {
        using SocketStream stream = Open(0);
        _two.Options.Linger = TimeSpan.Zero;
        _two.Dispose();
        var failure = Assert.Throws<IOException>(() => stream.Read(new byte[1]));
        Assert.IsType<ConnectionResetException>(failure.InnerException);
        Assert.Equal(failure.InnerException!.Message, failure.Message);
        Assert.IsType<BrokenPipeException>(Assert.Throws<IOException>(() => stream.Write("x"u8)).InnerException);
    }

    [Fact]
    public void WhatASocketIsNot_IsRefused()
    {
        using SocketStream reading = _one.OpenStream(new StreamOptions { Access = FileAccess.Read });
        using SocketStream writing = _one.OpenStream(new StreamOptions { Access = FileAccess.Write });
        Assert.Throws<NotSupportedException>(() => reading.Write("x"u8));
        Assert.Throws<NotSupportedException>(() => writing.Read(new byte[1]));
        Assert.Throws<NotSupportedException>(() => writing.ReadLine());
        Assert.Throws<NotSupportedException>(() => reading.Length);
        Assert.Throws<NotSupportedException>(() => reading.Position);
        Assert.Throws<NotSupportedException>(() => reading.Position = 1);
        Assert.Throws<NotSupportedException>(() => reading.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => reading.SetLength(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamOptions { ReadBufferSize = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamOptions { WriteBufferSize = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => _one.OpenReader(bufferSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _one.OpenWriter(bufferSize: 0));
        using var datagrams = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        Assert.Throws<InvalidOperationException>(() => datagrams.OpenStream());
    }

    [Fact]
    public void TimeoutProperties_AreTheSockets()
    {
        using SocketStream stream = Open(0);
        Assert.Equal((-1, -1), (stream.ReadTimeout, stream.WriteTimeout));
        stream.ReadTimeout = 1500;
        Assert.Equal(TimeSpan.FromSeconds(1.5), _one.Timeout);
        _one.Timeout = TimeSpan.FromTicks(1);
        Assert.Equal(1, stream.WriteTimeout);    // rounded up: 0 would be another thing
        stream.WriteTimeout = Timeout.Infinite;
        Assert.Null(_one.Timeout);
    }

    [Theory]
    [InlineData("utf-8", "grüße, мир, 🐟")]
    [InlineData("utf-16", "grüße, мир, 🐟")]
    [InlineData("iso-8859-1", "grüße")]
    public void Text_WithEncoding_ComesBack(string encoding, string text)
    {
        var plain = Encoding.GetEncoding(encoding);
        using (StreamWriter writer = _one.OpenWriter(encoding == "utf-8" ? null : plain, bufferSize: 1, newLine: "\r\n"))
        {
            writer.WriteLine(text);
            writer.Write("end");
        }

        _one.Shutdown(ShutdownHow.SHUT_WR);
        using SocketReader reader = _two.OpenReader(encoding == "utf-8" ? null : plain, bufferSize: 1);
        string? first = reader.ReadLine();
        Assert.Equal(text, first);
        Assert.Equal("end", reader.ReadLine());
        Assert.Null(reader.ReadLine());
    }

    [Fact]
    public void Text_ByDefault_HasNoMarkAtItsBeginning()
    {
        using StreamWriter writer = _one.OpenWriter();
        writer.WriteLine("é");
        writer.Flush();
        Assert.Equal("é\n"u8.ToArray(), _two.Receive(10));
        _two.SendAll([0xFF, (byte)'\n']);
        using SocketReader reader = _one.OpenReader();
        Assert.Equal("\uFFFD", reader.ReadLine());
    }

    [Fact]
    public void Binary_ThroughReaderAndWriter()
    {
        using var writer = new BinaryWriter(_one.OpenStream());
        writer.Write(0x0123456789ABCDEF);
        writer.Write("text");
        writer.Flush();
        using var reader = new BinaryReader(_two.OpenStream());
        Assert.Equal(0x0123456789ABCDEF, reader.ReadInt64());
        Assert.Equal("text", reader.ReadString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteAsync_WhileAReadIsPending_DoesNotWaitForIt(bool beginEnd)
    {
        using SocketStream near = Open(10);
        using SocketStream far = _two.OpenStream();
        byte[] answer = new byte[5];
        Task<int> reading = beginEnd
            ? Task.Factory.FromAsync(near.BeginRead(answer, 0, 5, null, null), near.EndRead)
            : near.ReadAsync(answer).AsTask();
        if (beginEnd)
        {
            await Task.Factory.FromAsync(near.BeginWrite("question"u8.ToArray(), 0, 8, null, null), near.EndWrite).WaitAsync(Connected.Patience);
        }
        else
        {
            await near.WriteAsync("question"u8.ToArray()).AsTask().WaitAsync(Connected.Patience);
        }

        await near.FlushAsync().WaitAsync(Connected.Patience);
        byte[] question = new byte[8];
        await far.ReadExactlyAsync(question).AsTask().WaitAsync(Connected.Patience);
        await far.WriteAsync("reply"u8.ToArray()).AsTask().WaitAsync(Connected.Patience);
        await far.FlushAsync().WaitAsync(Connected.Patience);
        Assert.Equal(5, await reading.WaitAsync(Connected.Patience));
        Assert.Equal("question"u8.ToArray(), question);
        Assert.Equal("reply"u8.ToArray(), answer);
    }

    [Fact]
    public async Task Async_CancelledAndFailing_SayWhatTheBlockingOnesSay()
    {
        using SocketStream stream = Open(10);
        using var source = new CancellationTokenSource();
        Task<int> reading = stream.ReadAsync(new byte[1], source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Connected.Patience));
        Assert.True(reading.IsCanceled);
        _two.SendAll("still there"u8);
        byte[] got = new byte[11];
        await stream.ReadExactlyAsync(got, 0, 11).AsTask().WaitAsync(Connected.Patience);
        Assert.Equal("still there"u8.ToArray(), got);
        _two.Dispose();
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy).WaitAsync(Connected.Patience);
        Assert.Equal(0, copy.Length);
        stream.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[1]).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.FlushAsync());
    }
}
