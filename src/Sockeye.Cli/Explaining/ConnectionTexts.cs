namespace Sockeye.Cli.Explaining;

/// <summary>Errors of a connection: it does not come about, it breaks, it is not in the state that a call needs.</summary>
internal static class ConnectionTexts
{
    internal static ErrorText[] All { get; } =
    [
        new("ECONNREFUSED", "Nobody listens there: the host is up, and it answered that no socket waits on that port or path.")
        {
            Causes =
            [
                "the server is not running, or not yet",
                "it listens on another port, on another family (IPv6 and not IPv4), or on 127.0.0.1 alone",
                "a firewall rejects the connection in the host's name",
                "Unix: the socket file was left behind by a server that has ended",
                "udp: an earlier datagram met no receiver, and its ICMP answer is reported by the next call",
            ],
            Calls = ["connect", "send", "recv", "sendto", "recvfrom", "sendmsg", "recvmsg"],
            Try = ["sockeye sockets --listening (or ss -ltnp) on the host shows who listens where", "compare host, port and family with what the server says at its start", "begin again after a pause if the server is just starting"],
        },
        new("ECONNRESET", "The peer threw the connection away: a reset came in place of data or of the end of the stream.")
        {
            Causes =
            [
                "the peer's process ended or closed the socket while data of ours was unread",
                "the peer set SO_LINGER to 0 and closed",
                "the peer's machine restarted and knows nothing of the connection",
                "a firewall or a load balancer forgot the connection after a long silence",
            ],
            Calls = ["recv", "send", "read", "write", "recvmsg", "sendmsg", "sendfile"],
            Try = ["look at the peer's log for why it ended", "read all that the peer sends before closing, on both sides", "after long pauses: SO_KEEPALIVE, or connect again"],
        },
        new("ECONNABORTED", "A connection was given up before it could be accepted.")
        {
            Causes = ["the client reset it while it waited in the backlog", "the local system gave the connection up"],
            Calls = ["accept", "accept4"],
            Try = ["accept the next one: the listener is as good as before"],
        },
        new("EPIPE", "Sent into a connection whose sending half is over: the peer has closed, or this side has shut it down.")
        {
            Causes = ["the peer closed, an earlier send was answered with a reset, and this is the send after it", "shutdown of the sending half was called on this side"],
            Calls = ["send", "sendto", "sendmsg", "write", "writev", "sendfile"],
            Try = ["read what the peer said before it closed: the reason may be in it", "treat it as the end of the connection", "in C, MSG_NOSIGNAL keeps SIGPIPE away; Sockeye always sets it"],
        },
        new("ETIMEDOUT", "No answer in time: the kernel, or a timeout of the program, gave up waiting for the peer.")
        {
            Causes =
            [
                "a firewall drops the packets without a word",
                "the host is off, or the address is a wrong one that nobody answers for",
                "the connection was cut and keepalive or TCP_USER_TIMEOUT found it out",
                "the server's backlog is full and it does not answer SYNs",
            ],
            Calls = ["connect", "send", "recv", "read", "write"],
            Try = ["ping the host and traceroute to it", "try another port of the same host: a refusal says that the host itself is up", "Sockeye: SocketTimeoutException.IsConnectionLost tells the kernel's time-out from your own"],
        },
        new("EISCONN", "The socket is connected already.")
        {
            Causes = ["connect was called a second time on a stream", "an address was given to a send on a connected stream", "listen on a connected socket"],
            Calls = ["connect", "sendto", "sendmsg"],
            Try = ["make a new socket for a new connection", "use send without an address", "after a non-blocking connect it means success"],
        },
        new("ENOTCONN", "The socket has no peer, and the call needs one.")
        {
            Causes = ["send, recv, shutdown or getpeername before connect", "the call was made on the listener and not on the socket that accept gave", "the peer reset the connection before shutdown or getpeername"],
            Calls = ["send", "recv", "shutdown", "getpeername", "recvmsg", "sendmsg"],
            Try = ["connect first, or use sendto with an address", "check that it is the accepted socket"],
        },
        new("ESHUTDOWN", "The socket's end of the transport was shut down before this call.")
        {
            Causes = ["a send after the endpoint was shut down, in families other than TCP"],
            Calls = ["send", "sendto", "sendmsg"],
            Try = ["do not send after shutdown", "make a new socket"],
        },
        new("EAGAIN", "It cannot be done at once: a non-blocking call found nothing to read, no room to write, nobody to accept. EWOULDBLOCK is the same number.")
        {
            Causes =
            [
                "the socket is non-blocking, or the call has MSG_DONTWAIT",
                "SO_RCVTIMEO or SO_SNDTIMEO ran out on a blocking socket",
                "Unix: the listener's backlog is full",
                "udp: no local port is free for the first send",
            ],
            Calls = ["recv", "send", "accept", "connect", "read", "write", "recvmsg", "sendmsg", "sendfile"],
            Try = ["wait with poll or epoll until the socket is ready, and call again", "leave the socket blocking, with a Timeout"],
        },
        new("EINPROGRESS", "The connect is on its way: a non-blocking socket does not wait for it.")
        {
            Causes = ["connect on a non-blocking TCP socket"],
            Calls = ["connect"],
            Try = ["wait until the socket is writable, then read SO_ERROR: 0 is success", "or make the socket blocking and give it a Timeout"],
        },
        new("EALREADY", "An earlier connect of this non-blocking socket is not finished.")
        {
            Causes = ["connect was called again before the first one ended"],
            Calls = ["connect"],
            Try = ["wait until the socket is writable, then read SO_ERROR"],
        },
        new("EINTR", "A signal came before the call had done anything.")
        {
            Causes = ["a signal handler ran that was installed without SA_RESTART", "a call with SO_RCVTIMEO was interrupted: those are never begun again by the system"],
            Calls = ["accept", "connect", "recv", "send", "read", "write", "poll", "select", "epoll_wait"],
            Try = ["call again; Sockeye and Python do it by themselves", "after connect, do not call again: wait until the socket is writable"],
        },
        new("ENETRESET", "The network dropped the connection because the host behind it restarted.")
        {
            Causes = ["keepalive found out that the peer restarted"],
            Calls = ["send", "recv"],
            Try = ["connect again"],
        },
        new("EHOSTUNREACH", "There is no way to that host.")
        {
            Causes = ["a router answered that it cannot reach the host", "nobody on the local network answers for the address (ARP, neighbour discovery)", "a firewall rejects with 'host unreachable' or 'prohibited'", "a route of type unreachable"],
            Calls = ["connect", "send", "sendto", "sendmsg", "recv"],
            Try = ["ip route get ADDRESS shows the way that would be taken", "ip neigh shows who answered on the link", "check the address, and the VPN if there is one"],
        },
        new("ENETUNREACH", "There is no route to that network.")
        {
            Causes = ["the machine has no default route", "an IPv6 address, and the machine has no IPv6", "an interface is down or has no address"],
            Calls = ["connect", "send", "sendto", "sendmsg"],
            Try = ["ip route, and ip -6 route", "use the host's IPv4 address, or its name: all addresses are tried then"],
        },
        new("ENETDOWN", "The network interface is down.")
        {
            Causes = ["the interface was switched off, or it is not up yet", "a packet or CAN socket is bound to an interface that is down"],
            Calls = ["bind", "connect", "send", "sendto", "recv"],
            Try = ["ip link show; ip link set NAME up"],
        },
        new("EHOSTDOWN", "The host is down, as far as the local network can tell.")
        {
            Causes = ["a link layer says that the host does not answer"],
            Calls = ["connect", "send", "sendto"],
            Try = ["ping it; ip neigh shows whether it answered"],
        },
        new("ENONET", "The machine is not on the network.")
        {
            Causes = ["an ICMP message says that the destination host is not on its network"],
            Calls = ["connect", "send", "recv"],
            Try = ["check the address and the cable"],
        },
        new("EPROTO", "The protocol went wrong on the way.")
        {
            Causes = ["accept: a network error of the new connection was passed on", "an ICMP message about a malformed packet"],
            Calls = ["accept", "recv", "send"],
            Try = ["accept again: the next connection may be in order", "record the packets with tcpdump"],
        },
    ];
}
