using System.Net;
using Sockeye.Servers;

namespace Sockeye.Hosting.Handlers;

/// <summary>What serves the clients of a server, and so which server it takes.</summary>
internal interface IHandlers
{
    /// <summary>Else connections.</summary>
    bool TakeDatagrams { get; }

    /// <summary>Listens, or binds.</summary>
    /// <param name="address">Of the kind that the handlers take.</param>
    /// <param name="options">How.</param>
    /// <param name="services">The host's.</param>
    /// <exception cref="Sockets.SocketFaultException">It cannot be bound.</exception>
    Server Listen(EndPoint address, ServingOptions options, IServiceProvider services);
}
