using System.Net;

namespace Sockeye.Servers.Ready;

/// <summary>Services that answer whatever comes must not answer each other: a single datagram with a forged sender would go to and fro for ever.</summary>
internal static class SmallServices
{
    private const int FirstOfClients = 1024;

    /// <summary>False: nobody can be answered, or by its port the sender is a service itself: one of the small ones, or this one on another machine. Clients have other ports.</summary>
    internal static bool MayAnswer(DatagramRequest request) => request.CanReply && MayAnswer(request.ClientAddress, request.LocalEndPoint);

    internal static bool MayAnswer(EndPoint client, EndPoint here)
        => client is not IPEndPoint { Port: int port } || (port >= FirstOfClients && here is IPEndPoint own && port != own.Port);
}
