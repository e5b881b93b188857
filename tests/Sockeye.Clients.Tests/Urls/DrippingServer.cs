using System.Net;
using System.Text;
using Sockeye.Connections;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>A server that says its words at once, and behind them a byte now and then, as long as somebody listens.</summary>
internal sealed class DrippingServer : IAsyncDisposable
{
    private readonly Listener _listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;

    internal DrippingServer(string words)
    {
        _serving = _listener.ServeAsync(async connection =>
        {
            try
            {
                using var drops = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
                await connection.Output.WriteAsync(Encoding.Latin1.GetBytes(words));
                while (await drops.WaitForNextTickAsync(_over.Token))
                {
                    if ((await connection.Output.WriteAsync("x"u8.ToArray())).IsCompleted)
                    {
                        return;
                    }
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or Sockets.SocketFaultException)
            {
                // Nobody listens any more.
            }
        });
    }

    internal string Url => $"http://{_listener.LocalEndPoint}/";

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _serving;
        _over.Dispose();
    }
}
