using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Handlers;

/// <summary>Handlers of datagrams.</summary>
/// <param name="make">Makes what serves all, of the host's services.</param>
internal sealed class DatagramHandlers(Func<IServiceProvider, Func<DatagramRequest, ValueTask>> make) : IHandlers
{
    public bool TakeDatagrams => true;

    internal static DatagramHandlers OfClass<THandler>() where THandler : DatagramHandler
        => InScopes(static (request, services) => services.GetRequiredService<THandler>().Run(request));

    /// <summary>A scope for each datagram, which ends with its handler.</summary>
    internal static DatagramHandlers InScopes(Func<DatagramRequest, IServiceProvider, ValueTask> handler) => new(services =>
    {
        IServiceScopeFactory scopes = services.GetRequiredService<IServiceScopeFactory>();
        return async request =>
        {
            AsyncServiceScope scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                await handler(request, scope.ServiceProvider).ConfigureAwait(false);
            }
        };
    });

    public Server Listen(EndPoint address, ServingOptions options, IServiceProvider services)
        => address is UnixEndPoint path ? new UnixDatagramServer(path, make(services), options) : new UdpServer((IPEndPoint)address, make(services), options);
}
