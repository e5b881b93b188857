using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Handlers;

/// <summary>Handlers of connections.</summary>
/// <param name="make">Makes what serves all, of the host's services.</param>
/// <param name="name">What meters and events call it.</param>
internal sealed class StreamHandlers(Func<IServiceProvider, Func<StreamRequest, Task>> make, string name) : IHandlers
{
    public bool TakeDatagrams => false;

    internal static StreamHandlers OfClass<THandler>() where THandler : StreamHandler
        => InScopes(static (request, services) => services.GetRequiredService<THandler>().Run(request), HandlerName.Of(typeof(THandler)));

    /// <summary>A scope for each connection, which ends with its handler.</summary>
    internal static StreamHandlers InScopes(Func<StreamRequest, IServiceProvider, Task> handler, string name) => new(
        services =>
        {
            IServiceScopeFactory scopes = services.GetRequiredService<IServiceScopeFactory>();
            return async request =>
            {
                AsyncServiceScope scope = scopes.CreateAsyncScope();
                await using (scope.ConfigureAwait(true))        // here and below: a way may have its own thread for handlers
                {
                    await handler(request, scope.ServiceProvider).ConfigureAwait(true);
                }
            };
        },
        name);

    public Server Listen(EndPoint address, ServingOptions options, IServiceProvider services)
    {
        options = options with { HandlerName = name };
        return address is UnixEndPoint path ? new UnixStreamServer(path, make(services), options) : new TcpServer((IPEndPoint)address, make(services), options);
    }
}
