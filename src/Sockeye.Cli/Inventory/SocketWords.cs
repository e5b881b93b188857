using Sockeye.Sockets;

namespace Sockeye.Cli.Inventory;

/// <summary>What a socket's protocol and state are called.</summary>
internal static class SocketWords
{
    /// <summary>"tcp", "udp6", "raw icmp", "unix stream".</summary>
    internal static string Protocol(SocketEntry socket) => socket switch
    {
        { Family: Family.AF_UNIX } => "unix " + Bare(socket.Kind, "SOCK_"),
        { Kind: SocketKind.SOCK_RAW } => $"raw{Version(socket)} {Bare(socket.Protocol, "IPPROTO_")}",
        { Protocol: Sockeye.Sockets.Protocol.IPPROTO_ICMPV6 } => "icmp6",
        _ => Bare(socket.Protocol, "IPPROTO_") + Version(socket),
    };

    /// <summary>"LISTEN", "TIME_WAIT": the words of RFC 9293; what has neither peer nor queue is "UNCONNECTED".</summary>
    internal static string State(SocketEntry socket) => socket.State switch
    {
        TcpState.Established => "ESTABLISHED",
        TcpState.SynSent => socket.Family == Family.AF_UNIX ? "CONNECTING" : "SYN_SENT",
        TcpState.SynReceived => "SYN_RECEIVED",
        TcpState.FinWait1 => "FIN_WAIT_1",
        TcpState.FinWait2 => "FIN_WAIT_2",
        TcpState.TimeWait => "TIME_WAIT",
        TcpState.Close => socket.Protocol == Sockeye.Sockets.Protocol.IPPROTO_TCP ? "CLOSED" : "UNCONNECTED",
        TcpState.CloseWait => "CLOSE_WAIT",
        TcpState.LastAck => "LAST_ACK",
        TcpState.Listen => "LISTEN",
        TcpState.Closing => "CLOSING",
        _ => socket.State.ToString(),
    };

    private static string Version(SocketEntry socket) => socket.Family == Family.AF_INET6 ? "6" : "";

    private static string Bare(Enum constant, string prefix) => constant.ToString().Replace(prefix, "", StringComparison.Ordinal).ToLowerInvariant();
}
