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
    private readonly byte[] _first;
    private readonly Task _dripping;

    /// <param name="drop">What it says again and again.</param>
    /// <param name="first">What it says once, in front of that.</param>
    internal DrippingServer(string drop, string first = "")
    {
        (_drop, _first) = (Encoding.ASCII.GetBytes(drop), Encoding.ASCII.GetBytes(first));
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
            await client.Output.WriteAsync(_first);
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
