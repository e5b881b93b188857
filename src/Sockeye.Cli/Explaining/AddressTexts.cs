namespace Sockeye.Cli.Explaining;

/// <summary>Errors of addresses, paths and permissions.</summary>
internal static class AddressTexts
{
    internal static ErrorText[] All { get; } =
    [
        new("EADDRINUSE", "Somebody has that address already.")
        {
            Causes =
            [
                "another process listens on that port, perhaps an earlier run of the same program",
                "a connection of the last run is still waited out (TIME_WAIT) and SO_REUSEADDR was not set before bind",
                "Unix: the socket file is there, whether or not somebody listens on it",
                "connect: that pair of addresses and ports is connected already",
            ],
            Calls = ["bind", "listen", "connect"],
            Try = ["sockeye sockets --listening (or ss -ltnp) names the process; Sockeye's error does too", "set SO_REUSEADDR before bind, as Socket.CreateServer does", "take port 0: the system chooses a free one", "Unix: remove the stale file; sockeye serve --replace-stale does"],
        },
        new("EADDRNOTAVAIL", "That address is not one of this machine's.")
        {
            Causes =
            [
                "bind to an address that no interface has: a public one behind NAT, a container's, one that is not up yet",
                "IPv6: the address is still tentative, or a link-local one without a scope",
                "connect: no local port to that destination is free",
                "a multicast group is joined on an interface that is not there",
            ],
            Calls = ["bind", "connect", "setsockopt", "sendto", "ioctl"],
            Try = ["ip address lists the machine's addresses", "bind to 0.0.0.0 or :: to take all of them", "IP_FREEBIND binds to an address that comes later"],
        },
        new("EAFNOSUPPORT", "The address family does not go with the socket, or the kernel does not have it.")
        {
            Causes = ["an IPv6 address on an IPv4 socket, or the other way", "IPv6 is switched off in the kernel", "a module for the family is not loaded"],
            Calls = ["socket", "connect", "bind", "sendto", "socketpair", "inet_pton"],
            Try = ["make the socket of the address's family", "cat /proc/net/protocols shows what the kernel has"],
        },
        new("EDESTADDRREQ", "A send without a destination on a socket that has none.")
        {
            Causes = ["send on a datagram socket that was not connected", "Unix datagrams: the peer's socket is gone"],
            Calls = ["send", "sendmsg", "write"],
            Try = ["connect first, or use sendto"],
        },
        new("EACCES", "Not allowed.")
        {
            Causes =
            [
                "bind to a port below 1024 without root or CAP_NET_BIND_SERVICE",
                "Unix: no right to write to the socket file, or to pass through a folder on its path",
                "a datagram to a broadcast address without SO_BROADCAST",
                "a route of type prohibit",
                "a firewall rule or a security module (SELinux, AppArmor) forbids it",
            ],
            Calls = ["bind", "connect", "socket", "sendto", "send"],
            Try = ["take a port from 1024 on", "give the program the capability: setcap cap_net_bind_service=+ep PROGRAM", "look at the permissions of the path: namei -l PATH", "set SO_BROADCAST"],
        },
        new("EPERM", "Not permitted: it needs a privilege, or a rule forbids it.")
        {
            Causes =
            [
                "a raw or packet socket without CAP_NET_RAW",
                "an option that needs CAP_NET_ADMIN: SO_MARK, IP_TRANSPARENT, SO_RCVBUFFORCE",
                "a firewall rule drops what is sent",
                "accept: a firewall rule forbids the connection",
                "a container or seccomp filter",
            ],
            Calls = ["socket", "setsockopt", "send", "sendto", "accept", "connect"],
            Try = ["run as root once to see whether it is a privilege", "nft list ruleset shows the rules", "for ping: the datagram socket of ICMP and net.ipv4.ping_group_range"],
        },
        new("EINVAL", "An argument makes no sense here, or the socket is in the wrong state for the call.")
        {
            Causes =
            [
                "bind on a socket that is bound already",
                "accept on a socket that does not listen",
                "an address of the wrong length, a flag that the kernel does not know",
                "an option's value of the wrong size or out of range",
                "listen on a connected socket",
            ],
            Calls = ["bind", "accept", "listen", "setsockopt", "getsockopt", "socket", "connect", "sendmsg", "recvmsg", "sendfile"],
            Try = ["check the order: socket, bind, listen, accept", "read the call's page in section 2 of the manual", "strace -e network PROGRAM shows what was passed"],
        },
        new("ENOENT", "There is no such file.")
        {
            Causes = ["Unix: no socket file on that path: the server does not run, or it is in another folder", "bind: a folder of the path is missing", "an abstract name was meant: it is written @name here"],
            Calls = ["connect", "bind", "sendto"],
            Try = ["ls the path as the process sees it: containers and services have roots of their own", "sockeye sockets --unix (or ss -lxp) lists Unix sockets"],
        },
        new("ENOTDIR", "A part of the path is no folder.")
        {
            Causes = ["a file stands where a folder of the path is expected"],
            Calls = ["bind", "connect", "sendto"],
            Try = ["namei -l PATH shows each part"],
        },
        new("ENAMETOOLONG", "The name is too long.")
        {
            Causes = ["a part of a path is longer than 255 bytes, or a host name than the system takes", "a Unix path of more than 107 bytes: most calls say EINVAL before"],
            Calls = ["bind", "connect", "gethostname", "sethostname"],
            Try = ["use a shorter folder, such as /run/NAME, or an abstract name"],
        },
        new("ELOOP", "Too many symbolic links on the path.")
        {
            Causes = ["links that lead to each other"],
            Calls = ["bind", "connect", "sendto"],
            Try = ["namei -l PATH shows where they go"],
        },
        new("EROFS", "The socket file would lie on a file system that is read only.")
        {
            Causes = ["bind to a path in a read-only image or mount"],
            Calls = ["bind"],
            Try = ["use /run or /tmp, or an abstract name"],
        },
        new("EEXIST", "It is there already.")
        {
            Causes = ["an entry that is added exists: a route, an address, a descriptor in an epoll set"],
            Calls = ["epoll_ctl"],
            Try = ["change the entry in place of adding it"],
        },
        new("ENODEV", "There is no such network interface.")
        {
            Causes = ["SO_BINDTODEVICE or a scope id with the name or number of an interface that is gone", "a multicast group is joined without a route or an interface"],
            Calls = ["setsockopt", "bind", "sendto", "connect", "ioctl"],
            Try = ["ip link lists the interfaces", "name the interface when joining a group"],
        },
        new("ENXIO", "There is no such device, or nothing is behind it.")
        {
            Causes = ["open of a socket file as if it were a file", "if_nametoindex or if_indextoname with an interface that is gone", "a pipe that nobody reads"],
            Calls = ["open", "if_indextoname"],
            Try = ["connect to socket files; do not open them"],
        },
    ];
}
