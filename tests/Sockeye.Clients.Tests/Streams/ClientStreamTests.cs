using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Sockeye.Clients.Lines;
using Sockeye.Clients.Streams;
using Sockeye.Clients.Tests.Lines;
using Sockeye.Connections;
using Sockeye.Testing;

namespace Sockeye.Clients.Tests.Streams;

/// <summary>The stream below all clients: what it buffers, and for how long.</summary>
public sealed class ClientStreamTests
{
    public static TheoryData<bool> Forms => Form.Both;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task WhatIsConsumed_TakesTheBufferWithIt(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Say("hello").ExpectEnd().Serve();
        await using ClientStream stream = await Dial(server.LocalEndPoint, blocking);
        Assert.Equal(0, HeldBy(stream));
        while (stream.Buffered.Length < 5)
        {
            Assert.True(await stream.Fill(blocking, default));
        }

        stream.Consume(2);
        Assert.Equal("llo", Encoding.ASCII.GetString(stream.Buffered.Span));
        Assert.True(HeldBy(stream) > 0);
        byte[] into = new byte[2];
        Assert.Equal(2, await stream.Read(into, blocking, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Consume(2));
        stream.Consume(1);
        Assert.Equal(0, HeldBy(stream));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AnEnd_LeavesNoBuffer(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Close().Serve();
        await using ClientStream stream = await Dial(server.LocalEndPoint, blocking);
        Assert.False(await stream.Fill(blocking, default));
        Assert.Equal(0, HeldBy(stream));
    }

    // Lines of all lengths, in pieces of all lengths: the buffer is filled, moved together and made larger.
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task LinesOfAllLengths_ComeAsTheyWereSent(bool blocking)
    {
        var random = new Random(7);
        string[] lines = [.. Enumerable.Range(0, 300).Select(_ => new string((char)random.Next('a', 'z'), random.Next(random.Next(60_000))))];
        byte[] all = Encoding.ASCII.GetBytes(string.Concat(lines.Select(static line => line + "\r\n")));
        using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task sending = SendInPieces(listener, all, random);
        Form talk = await Form.To(listener.LocalEndPoint, blocking);
        foreach (string line in lines)
        {
            Assert.Equal(line, await talk.ReadLine());
        }

        Assert.Null(await talk.TryReadLine());
        await sending;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task WhoeverWaits_IsToldWhyItWasThrownAway(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().ExpectReset().Serve();
        Form talk = await Form.To(server, blocking);
        Task<string> waiting = talk.ReadLine();
        var why = new InvalidOperationException("enough");
        talk.Client.Abort(why);
        Assert.Same(why, await Assert.ThrowsAsync<InvalidOperationException>(() => waiting));
        Assert.Same(why, await Assert.ThrowsAsync<InvalidOperationException>(() => talk.WriteLine("more")));
        await server.Done;
    }

    [Fact]
    public async Task ALargeWrite_WaitsForThePeer_AndIsWhole()
    {
        const int Much = 16 << 20;
        using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var all = new MemoryStream();
        Task taking = Take(listener, all);
        using LineClient client = LineClient.Connect(listener.LocalEndPoint);
        byte[] data = new byte[Much];
        new Random(7).NextBytes(data);
        client.Write(data.AsMemory(0, Much / 2));
        await client.WriteAsync(data.AsMemory(Much / 2));
        client.ShutdownSend();
        await taking;
        Assert.True(all.GetBuffer().AsSpan(0, (int)all.Length).SequenceEqual(data));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task APeerThatTakesNothing_IsNotWaitedForLonger(bool blocking)
    {
        var over = new TaskCompletionSource();
        await using ScriptedServer server = new PeerScript().Until(() => over.Task).Serve();
        await using ClientStream stream = await Dial(server.LocalEndPoint, blocking, TimeSpan.FromSeconds(0.3));
        await Assert.ThrowsAsync<Sockets.SocketTimeoutException>(() => Task.Run(async () => await stream.Write(new byte[32 << 20], blocking, default)));
        over.SetResult();
    }

    private static ValueTask<ClientStream> Dial(EndPoint server, bool blocking, TimeSpan? timeout = null)
        => ClientStream.Dial(server, tls: false, new ClientOptions { Timeout = timeout ?? Form.Patience }, blocking, default);

    private static int HeldBy(ClientStream stream)
    {
        Assert.True(MemoryMarshal.TryGetArray(stream.Buffered, out ArraySegment<byte> buffer));
        return buffer.Array!.Length;
    }

    private static async Task Take(Listener listener, Stream into)
    {
        await using Connection connection = await listener.AcceptAsync();
        await connection.AsStream().CopyToAsync(into);
    }

    private static async Task SendInPieces(Listener listener, byte[] all, Random random)
    {
        await using Connection connection = await listener.AcceptAsync();
        for (int at = 0; at < all.Length;)
        {
            int piece = Math.Min(all.Length - at, 1 + random.Next(20_000));
            await connection.Output.WriteAsync(all.AsMemory(at, piece));
            at += piece;
        }
    }
}
