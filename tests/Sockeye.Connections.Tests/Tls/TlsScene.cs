using Sockeye.Connections.Tls;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>An authority, a server that it vouches for, and both ends of a conversation in TLS.</summary>
internal static class TlsScene
{
    internal static TestAuthority Authority { get; } = new();

    internal static TlsServerOptions Server { get; } = new() { Certificates = ServerCertificates.From(Authority.Issue(["server.test", "*.wild.test", "localhost", "127.0.0.1"])) };

    internal static TlsClientOptions Client { get; } = new() { HostName = "server.test", Trust = TlsTrust.Only(Authority.Certificate) };

    /// <summary>Both ends, over TCP.</summary>
    internal static async Task<(TlsConnection Server, TlsConnection Client)> Pair(TlsServerOptions? server = null, TlsClientOptions? client = null)
    {
        (Connection one, Connection other) = await Plain();
        Task<TlsConnection> accepting = TlsConnection.AcceptAsync(one, server ?? Server);
        TlsConnection connected = await TlsConnection.ConnectAsync(other, client ?? Client).InTime();
        return (await accepting.InTime(), connected);
    }

    /// <summary>What came of a handshake: what each side threw, or null.</summary>
    internal static async Task<(Exception? Server, Exception? Client)> Outcome(TlsServerOptions? server = null, TlsClientOptions? client = null)
    {
        (Connection one, Connection other) = await Plain();
        Task<Exception?> accepting = Record.ExceptionAsync(() => Exchange(TlsConnection.AcceptAsync(one, server ?? Server)));
        Task<Exception?> connecting = Record.ExceptionAsync(() => Exchange(TlsConnection.ConnectAsync(other, client ?? Client)));
        return (await accepting.InTime(), await connecting.InTime());
    }

    /// <summary>Two connections that are joined over TCP.</summary>
    internal static async Task<(Connection One, Connection Other)> Plain()
    {
        using Listener listener = Listener.Bind(Scene.At("tcp"));
        Task<Connection> accepting = listener.AcceptAsync().AsTask();
        Connection other = await Connection.ConnectAsync(listener.LocalEndPoint).InTime();
        return (await accepting.InTime(), other);
    }

    // A byte each way: in TLS 1.3 a client learns with the first read that it was refused.
    private static async Task Exchange(Task<TlsConnection> beginning)
    {
        await using TlsConnection tls = await beginning;
        await tls.Output.WriteAsync(new byte[1]);
        if ((await tls.Input.ReadAtLeastAsync(1)).Buffer.IsEmpty)
        {
            throw new EndOfStreamException("it was closed");
        }
    }
}
