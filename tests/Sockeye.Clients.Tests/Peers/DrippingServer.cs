using System.Net;
using System.Text;
using Sockeye.Connections;
using Sockeye.Sockets;

namespace Sockeye.Clients.Tests.Peers;

/// <summary>A server of one client that says a little, again and again, so often that no single receive is too late, until the client has gone.</summary>
internal sealed class DrippingServer : IAsyncDisposable
{
    private readonly Listener _listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly PeriodicTimer _often = new(TimeSpan.FromMilliseconds(5));
    private readonly byte[] _drop;
    private readonly Task _dripping;

    internal DrippingServer(string drop)
    {
        _drop = Encoding.ASCII.GetBytes(drop);
        _dripping = Drip();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndPoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _often.Dispose();
        await _dripping;
    }

    private async Task Drip()
    {
        await using Connection client = await _listener.AcceptAsync();
        try
        {
            while (await _often.WaitForNextTickAsync())
            {
                await client.Output.WriteAsync(_drop);
            }
        }
        catch (SocketFaultException)
        {
            // The client has gone.
        }
    }
}
