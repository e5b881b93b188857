using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Cli.Endpoints;

/// <summary>An address written so that it can be pasted into another command.</summary>
internal static class EndPointText
{
    internal static string Of(EndPoint address, SocketKind kind) => (kind == SocketKind.SOCK_DGRAM ? "udp://" : "") + address;
}
