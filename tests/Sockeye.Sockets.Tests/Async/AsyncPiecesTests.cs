namespace Sockeye.Sockets.Tests.Async;

/// <summary>Several buffers as one call, descriptors, and new arrays, awaited: the same answers as the blocking forms.</summary>
public sealed class AsyncPiecesTests
{
    public static TheoryData<string> All => Scene.Of(Scene.All);

    public static TheoryData<string> Datagrams => Scene.Of(Scene.Datagrams);

    [Theory]
    [MemberData(nameof(All))]
    public async Task PiecesGoAndCome_AtOnceAndLater(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            foreach (bool waits in new[] { true, false, true })
            {
                Memory<byte>[] rooms = [new byte[1], Memory<byte>.Empty, new byte[10]];
                Task<int>? waiting = waits ? two.ReceiveAsync(rooms).AsTask() : null;
                Assert.NotEqual(true, waiting?.IsCompleted);
                Assert.Equal(6, await one.SendAsync(Pieces("abc", "", "def")).InTime());
                Assert.Equal(6, waits ? await waiting!.InTime() : await two.ReceiveAsync(rooms).InTime());
                Assert.Equal("abcdef"u8, (byte[])[.. rooms[0].Span, .. rooms[2].Span[..5]]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task MessagesOfPieces_GoAndCome(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            Memory<byte>[] rooms = [new byte[4], new byte[10]];
            Task<ReceivedMessage> waiting = two.ReceiveMessageAsync(rooms).AsTask();
            Assert.Equal(6, await one.SendMessageAsync(Pieces("abc", "def")).InTime());
            ReceivedMessage got = await waiting.InTime();
            Assert.Equal((6, false), (got.Count, got.Truncated));
            Assert.Equal("abcdef"u8, (byte[])[.. rooms[0].Span, .. rooms[1].Span[..2]]);
        }
    }

    [Fact]
    public async Task PiecesThatAreToBeFull_AreFilledInParts()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            Memory<byte>[] rooms = [new byte[2], new byte[4]];
            Task<int> waiting = two.ReceiveAsync(rooms, MessageFlags.MSG_WAITALL).AsTask();
            one.Send("abc"u8);
            Assert.True(SpinWait.SpinUntil(() => rooms[1].Span[0] == 'c', Connected.Patience));
            Assert.False(waiting.IsCompleted);
            one.Send("def"u8);
            Assert.Equal(6, await waiting.InTime());
            Assert.Equal("abcdef"u8, (byte[])[.. rooms[0].Span, .. rooms[1].Span]);
        }
    }

    [Theory]
    [MemberData(nameof(Datagrams))]
    public async Task ADatagramThatDoesNotFit_IsAnError_OrSaidOfAMessage(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            Memory<byte>[] rooms = [new byte[1], new byte[2]];
            one.Send("far too long"u8);
            one.Send("far too long"u8);
            MessageTooLongException cut = await Assert.ThrowsAsync<MessageTooLongException>(() => two.ReceiveAsync(rooms).InTime());
            Assert.Contains("a message of 12 bytes was cut to the 3 of the buffer", cut.Message, StringComparison.Ordinal);
            ReceivedMessage got = await two.ReceiveMessageAsync(rooms).InTime();
            Assert.Equal((3, 12, true), (got.Count, got.Length, got.Truncated));
        }
    }

    [Fact]
    public async Task TooManyPieces_AreRefused_OrThoseThatFitAreTaken()
    {
        ReadOnlyMemory<byte>[] outgoing = [.. Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[1], Socket.MaxPieces + 1)];
        Memory<byte>[] incoming = [.. Enumerable.Repeat((Memory<byte>)new byte[1], Socket.MaxPieces + 1)];
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            Assert.Equal(Socket.MaxPieces, await one.SendAsync(outgoing).InTime());
            Assert.Equal(Socket.MaxPieces, await two.ReceiveAsync(incoming, MessageFlags.MSG_PEEK).InTime());
            await Assert.ThrowsAsync<MessageTooLongException>(() => one.SendMessageAsync(outgoing).InTime());
            await Assert.ThrowsAsync<MessageTooLongException>(() => two.ReceiveMessageAsync(incoming).InTime());
        }

        (one, two) = Connected.Udp();
        using (one)
        using (two)
        {
            await Assert.ThrowsAsync<MessageTooLongException>(() => one.SendAsync(outgoing).InTime());
        }
    }

    [Fact]
    public async Task WithoutWaiting_TheyAreTheBlockingForms()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            Memory<byte>[] rooms = [new byte[1], new byte[2]];
            await Assert.ThrowsAsync<WouldBlockException>(() => two.ReceiveAsync(rooms, MessageFlags.MSG_DONTWAIT).InTime());
            await Assert.ThrowsAsync<WouldBlockException>(() => two.ReceiveMessageAsync(rooms, new() { Flags = MessageFlags.MSG_DONTWAIT }).InTime());
            Assert.Equal(2, await one.SendAsync(Pieces("a", "b"), MessageFlags.MSG_DONTWAIT).InTime());
            Assert.Equal(2, await one.SendMessageAsync(Pieces("a", "b"), new() { Flags = MessageFlags.MSG_DONTWAIT }).InTime());
        }
    }

    [Theory]
    [InlineData(SocketKind.SOCK_STREAM)]
    [InlineData(SocketKind.SOCK_DGRAM)]
    [InlineData(SocketKind.SOCK_SEQPACKET)]
    public async Task Descriptors_GoAndCome_EachWithASourceOfItsOwn(SocketKind kind)
    {
        (Socket one, Socket two) = Socket.SocketPair(kind: kind);
        using (one)
        using (two)
        using (var folder = new TemporaryFolder())
        using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(folder.Write("file", "x")))
        {
            byte[] bytes = new byte[10];
            Task<ReceivedDescriptors> waiting = two.ReceiveDescriptorsAsync(bytes, most: 2).AsTask();
            Assert.False(waiting.IsCompleted);
            Assert.Equal(1, await one.SendDescriptorsAsync("a"u8.ToArray(), [one.Descriptor, two.Descriptor]).InTime());
            Assert.Equal((1, 2), CountedAndClosed(await waiting.InTime()));
            Assert.Equal(1, await one.SendDescriptorsAsync("a"u8.ToArray(), [one]).InTime());
            Assert.Equal((1, 1), CountedAndClosed(await two.ReceiveDescriptorsAsync(bytes, most: 2).InTime()));
            Assert.Equal(1, await one.SendDescriptorsAsync("a"u8.ToArray(), [file, file]).InTime());
            ReceivedDescriptors surplus = await two.ReceiveDescriptorsAsync(bytes, most: 1).InTime();
            Assert.True(surplus.Message.AncillaryTruncated);
            Assert.Equal((1, 1), CountedAndClosed(surplus));
        }
    }

    [Fact]
    public async Task DescriptorsThatCannotGo_AreSaid()
    {
        (Socket one, Socket two) = Connected.Tcp();
        using (one)
        using (two)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => one.SendDescriptorsAsync("a"u8.ToArray(), [one]).InTime());
            await Assert.ThrowsAsync<ArgumentException>(() => one.SendDescriptorsAsync(Array.Empty<byte>(), [one]).InTime());
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => one.ReceiveDescriptorsAsync(new byte[1], most: -1).InTime());
            Socket closed = new();
            closed.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => one.SendDescriptorsAsync("a"u8.ToArray(), [closed]).InTime());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task NewArrays_AreAsLongAsWhatCame(string kind)
    {
        (Socket one, Socket two) = Scene.Pair(kind);
        using (one)
        using (two)
        {
            Task<byte[]> waiting = two.ReceiveAsync(10).AsTask();
            Assert.False(waiting.IsCompleted);
            one.Send("abc"u8);
            Assert.Equal("abc"u8.ToArray(), await waiting.InTime());
            one.Send("defg"u8);
            (byte[] data, System.Net.EndPoint? sender) = await two.ReceiveFromAsync(10).InTime();
            Assert.Equal("defg"u8, data);
            Assert.Equal(kind == "udp" ? one.LocalEndPoint : null, kind == "udp" ? sender : null);
            one.Send("hi"u8);
            Assert.Equal("hi"u8.ToArray(), await two.ReceiveAsync(2).InTime());
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => two.ReceiveAsync(-1).InTime());
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => two.ReceiveFromAsync(-1).InTime());
        }
    }

    [Fact]
    public async Task ANewArrayThatIsTooShortForADatagram_IsAnErrorThatHasWhatFitted()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            one.Send("far too long"u8);
            MessageTooLongException cut = await Assert.ThrowsAsync<MessageTooLongException>(() => two.ReceiveFromAsync(3).InTime());
            Assert.Equal("far"u8, cut.Received.Span);
            Assert.Contains("a message of 12 bytes was cut to the 3 of the buffer", cut.Message, StringComparison.Ordinal);
            Assert.Contains(one.LocalEndPoint.ToString()!, cut.Message, StringComparison.Ordinal);
            one.Send("far too long"u8);
            await Assert.ThrowsAsync<MessageTooLongException>(() => two.ReceiveAsync(3).InTime());
        }
    }

    private static ReadOnlyMemory<byte>[] Pieces(params IEnumerable<string> pieces)
        => [.. pieces.Select(static piece => (ReadOnlyMemory<byte>)System.Text.Encoding.ASCII.GetBytes(piece))];

    private static (int Bytes, int Descriptors) CountedAndClosed(ReceivedDescriptors got)
    {
        foreach (Native.Descriptor descriptor in got.Descriptors)
        {
            descriptor.Dispose();
        }

        return (got.Message.Count, got.Descriptors.Count);
    }
}
