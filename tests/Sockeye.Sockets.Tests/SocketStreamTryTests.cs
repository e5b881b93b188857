namespace Sockeye.Sockets.Tests;

/// <summary>Reads that go on until there is enough, and the reads and writes of an event loop.</summary>
public sealed class SocketStreamTryTests : IDisposable
{
    private readonly Socket _one;
    private readonly Socket _two;

    public SocketStreamTryTests() => (_one, _two) = Connected.Tcp();

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    public static TheoryData<int> BufferSizes => [0, 1, 2, 7, StreamOptions.DefaultBufferSize];

    private SocketStream Open(int size) => _one.OpenStream(new StreamOptions { ReadBufferSize = size, WriteBufferSize = size });

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void ReadUntilFull_GoesOnUntilItIs_AndATimeoutLosesNothing(int size)
    {
        using SocketStream stream = Open(size);
        byte[] buffer = new byte[10];
        _one.Timeout = TimeSpan.FromMilliseconds(5);
        _two.SendAll("12345"u8);
        Assert.IsType<SocketTimeoutException>(Assert.Throws<IOException>(() => stream.ReadUntilFull(buffer)).InnerException);
        Assert.Throws<IOException>(() => stream.ReadToEnd());
        _two.SendAll("6789012"u8);
        Assert.Equal(10, stream.ReadUntilFull(buffer));
        Assert.Equal("1234567890"u8.ToArray(), buffer);
        Assert.Equal(0, stream.ReadUntilFull([]));
        _two.Shutdown(ShutdownHow.SHUT_WR);
        Assert.Equal(2, stream.ReadUntilFull(buffer));
        Assert.Equal("12"u8.ToArray(), buffer[..2]);
        Assert.Equal(0, stream.ReadUntilFull(buffer));
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void ReadToEnd_GivesAllThatCameBeforeIt(int size)
    {
        using SocketStream stream = Open(size);
        byte[] data = Connected.Pattern(30_000);
        _two.SendAll(data);
        _two.Shutdown(ShutdownHow.SHUT_WR);
        Assert.Equal(data[0], stream.ReadByte());
        Assert.True(data.AsSpan(1).SequenceEqual(stream.ReadToEnd()));
        Assert.Empty(stream.ReadToEnd());
    }

    [Fact]
    public void AHookThatEndsARead_LosesNothingEither()
    {
        using SocketStream stream = Open(4);
        var hook = new InterruptHook(static () => throw new OperationCanceledException());
        _two.SendAll("a line and"u8);
        var call = new BlockedCall(() => hook.Run(() => stream.ReadLine()));
        call.UntilAsleepIn(_one);
        Eventually.True(() => stream.Socket.Descriptor.CallsInFlight > 0, Connected.Patience);
        hook.Interrupt();
        Assert.IsType<OperationCanceledException>(call.End());
        _two.SendAll(" its end\n"u8);
        Assert.Equal("a line and its end\n"u8.ToArray(), stream.ReadLine());
    }

    [Fact]
    public void Peek_ShowsTheNextBytesAndTakesNone()
    {
        using SocketStream stream = Open(4);
        _one.Timeout = TimeSpan.FromMilliseconds(5);
        _two.SendAll("abcdef"u8);
        Assert.Equal("abcd"u8.ToArray(), stream.Peek().ToArray());
        Assert.Equal("abcd"u8.ToArray(), stream.Peek().ToArray());
        Assert.Equal('a', stream.ReadByte());
        Assert.Equal("bcd"u8.ToArray(), stream.Peek().ToArray());
        Assert.Throws<IOException>(() => stream.ReadLine());
        Assert.Equal("bcdef"u8.ToArray(), stream.Peek().ToArray());
        Assert.Equal(5, stream.ReadUntilFull(new byte[5]));
        Assert.Throws<IOException>(() => stream.Peek().ToArray());
        _two.Shutdown(ShutdownHow.SHUT_WR);
        Assert.True(stream.Peek().IsEmpty);
        using SocketStream unbuffered = Open(0);
        Assert.Throws<NotSupportedException>(() => unbuffered.Peek().ToArray());
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    public void TryRead_NeverWaits_OnABlockingSocketEither(int size)
    {
        using SocketStream stream = Open(size);
        byte[] buffer = new byte[4];
        Assert.False(stream.TryRead(buffer, out int count));
        Assert.Equal(0, count);
        Assert.True(stream.TryRead([], out count));
        _two.SendAll("abcdef"u8);
        Eventually.True(() => _one.Receive(10, MessageFlags.MSG_PEEK).Length == 6, Connected.Patience);
        var got = new List<byte>();
        while (stream.TryRead(buffer, out count))
        {
            Assert.NotEqual(0, count);
            got.AddRange(buffer[..count]);
        }

        Assert.Equal("abcdef"u8.ToArray(), got);
        _two.Shutdown(ShutdownHow.SHUT_WR);
        Eventually.True(() => stream.TryRead(buffer, out count), Connected.Patience);
        Assert.Equal(0, count);
        using SocketStream writing = _one.OpenStream(new StreamOptions { Access = FileAccess.Write });
        Assert.Throws<NotSupportedException>(() => writing.TryRead(buffer, out _));
    }

    [Theory]
    [MemberData(nameof(BufferSizes))]
    [InlineData(20_000_000)]    // more than the kernel takes at once
    public void TryWrite_NeverWaits_AndEveryByteItCountedArrivesOnce(int size)
    {
        byte[] block = Connected.Pattern(100_000);
        SocketStream stream = Open(size);
        long written = 0;
        int count;
        do
        {
            Assert.Equal(stream.TryWrite(block.AsSpan((int)(written % 50_000), 50_000), out count), count == 50_000);
            written += count;
        }
        while (count > 0);

        var rest = new BlockedCall(() =>
        {
            stream.Dispose();       // flushes what is in the buffer
            _one.Shutdown(ShutdownHow.SHUT_WR);
        });
        using SocketStream far = _two.OpenStream();
        byte[] got = far.ReadToEnd();
        Assert.Null(rest.End());
        Assert.Equal(written, got.LongLength);
        Assert.True(got.Index().All(one => one.Item == block[one.Index % 50_000]));
        Assert.Throws<ObjectDisposedException>(() => stream.TryFlush());
        using SocketStream reading = _two.OpenStream(new StreamOptions { Access = FileAccess.Read });
        Assert.Throws<NotSupportedException>(() => reading.TryWrite(block, out _));
    }

    [Fact]
    public void TryFlush_WithRoom_SendsAll()
    {
        using SocketStream stream = Open(10);
        Assert.True(stream.TryWrite("buffered"u8, out int count));
        Assert.Equal(8, count);
        Assert.Throws<WouldBlockException>(() => _two.Receive(10, MessageFlags.MSG_DONTWAIT));
        Assert.True(stream.TryFlush());
        Assert.Equal("buffered"u8.ToArray(), _two.Receive(10));
    }

    [Fact]
    public void Failures_AreIOExceptionsWithTheReasonInside()
    {
        using SocketStream stream = Open(0);
        _two.Options.Linger = TimeSpan.Zero;
        _two.Dispose();
        Exception? failure = null;
        Eventually.True(() => (failure = Record.Exception(() => stream.TryRead(new byte[1], out _))) is not null, Connected.Patience);
        Assert.IsType<ConnectionResetException>(Assert.IsType<IOException>(failure).InnerException);
        Assert.IsType<BrokenPipeException>(Assert.Throws<IOException>(() => stream.TryWrite("x"u8, out _)).InnerException);
    }

    [Fact]
    public void ANonBlockingSocket_HasAStream_AndWhatWouldWaitIsAnErrorThatLosesNothing()
    {
        _one.Blocking = false;
        using SocketStream stream = _one.OpenStream();
        Assert.IsType<WouldBlockException>(Assert.Throws<IOException>(() => stream.ReadByte()).InnerException);
        _two.SendAll("half"u8);
        Eventually.True(() => stream.TryRead(new byte[1], out _), Connected.Patience);
        Assert.IsType<WouldBlockException>(Assert.Throws<IOException>(() => stream.ReadUntilFull(new byte[10])).InnerException);
        Assert.Equal("alf"u8.ToArray(), stream.Peek().ToArray());
        using SocketReader reader = _two.OpenReader();
        Assert.Throws<InvalidOperationException>(() => _one.OpenWriter());
    }
}
