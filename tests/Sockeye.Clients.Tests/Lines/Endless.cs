using System.Net;
using Sockeye.Connections;
using Sockeye.Sockets;

namespace Sockeye.Clients.Tests.Lines;

/// <summary>A server that says the same, on and on, until its client goes.</summary>
internal sealed class Endless : IAsyncDisposable
{
    private readonly Listener _listener;
    private readonly Task _serving;

    private Endless(Listener listener, byte[] first, byte[] again)
    {
        _listener = listener;
        _serving = listener.ServeAsync(connection => Serve(connection, first, again));
    }

    internal EndPoint LocalEndPoint => _listener.LocalEndPoint;

    internal static Endless Start(string first = "", string again = "x")
        => new(Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0)), System.Text.Encoding.ASCII.GetBytes(first), System.Text.Encoding.ASCII.GetBytes(again));

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _serving;
    }

    private static async Task Serve(Connection connection, byte[] first, byte[] again)
    {
        byte[] much = [.. Enumerable.Repeat(again, 4096 / again.Length).SelectMany(static one => one)];
        try
        {
            await connection.Output.WriteAsync(first);
            while (true)
            {
                await connection.Output.WriteAsync(much);
            }
        }
        catch (SocketFaultException)
        {
            // The client has gone.
        }
    }
}
