using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Sockeye.Connections.Framing;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Frames;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>Plain frames, and then TLS on what carries them.</summary>
public sealed class FramedUpgradeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Frames_GoOnInTls(bool overStreams)
    {
        (Connection one, Connection other) = await TlsScene.Plain();
        FramedConnection<ReadOnlySequence<byte>> server = Lines(one, overStreams);
        FramedConnection<ReadOnlySequence<byte>> client = Lines(other, overStreams);
        await client.WriteAsync(Line("starttls")).AsTask().InTime();
        Assert.Equal("starttls", Text(await server.ReadAsync().AsTask().InTime()));
        await server.WriteAsync(Line("go ahead")).AsTask().InTime();
        Task<TlsConnection> accepting = server.UpgradeToTlsAsync(TlsScene.Server);
        Assert.Equal("go ahead", Text(await client.ReadAsync().AsTask().InTime()));
        await using TlsConnection connected = await client.UpgradeToTlsAsync(TlsScene.Client).InTime();
        await using TlsConnection accepted = await accepting.InTime();
        await connected.Output.WriteAsync("secret"u8.ToArray()).AsTask().InTime();
        Assert.Equal("secret", Text((await accepted.Input.ReadAsync().AsTask().InTime()).Buffer));
    }

    [Fact]
    public async Task WhoHasSaidMore_IsNotListenedTo()
    {
        (Connection one, Connection other) = await TlsScene.Plain();
        FramedConnection<ReadOnlySequence<byte>> client = Lines(other, overStreams: false);
        await one.Output.WriteAsync("go ahead\r\nforged\r\n"u8.ToArray()).AsTask().InTime();
        Assert.Equal("go ahead", Text(await client.ReadAsync().AsTask().InTime()));
        TlsException early = await Assert.ThrowsAsync<TlsException>(() => client.UpgradeToTlsAsync(TlsScene.Client)).InTime();
        Assert.Equal(TlsError.Plaintext, early.Kind);
        Assert.True(other.IsClosed);
        one.Dispose();
    }

    [Fact]
    public async Task OverAnotherPipe_ItIsRefused()
    {
        var pipe = new Pipe();
        var frames = new FramedConnection<ReadOnlySequence<byte>>(new Both(pipe.Reader, pipe.Writer), new LineFrames());
        await Assert.ThrowsAsync<InvalidOperationException>(() => frames.UpgradeToTlsAsync(TlsScene.Client));
    }

    private static FramedConnection<ReadOnlySequence<byte>> Lines(Connection connection, bool overStreams)
        => overStreams ? new(connection.AsStream(), new LineFrames()) : new(connection, new LineFrames());

    private static ReadOnlySequence<byte> Line(string words) => new(Encoding.ASCII.GetBytes(words));

    private static string Text(ReadOnlySequence<byte> bytes) => Encoding.ASCII.GetString(bytes);

    private sealed record Both(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
