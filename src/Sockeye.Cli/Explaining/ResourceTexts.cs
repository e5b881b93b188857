namespace Sockeye.Cli.Explaining;

/// <summary>Errors of a machine or a process that has no more of something.</summary>
internal static class ResourceTexts
{
    internal static ErrorText[] All { get; } =
    [
        new("EMFILE", "This process has as many descriptors open as it may.")
        {
            Causes = ["sockets are not closed: a leak", "more clients than ulimit -n allows"],
            Calls = ["socket", "accept", "accept4", "socketpair", "dup", "open", "recvmsg"],
            Try = ["ls /proc/PID/fd | wc -l, again a minute later: does it grow?", "raise the limit: ulimit -n, or LimitNOFILE= in a systemd unit", "a server: pause accepting, and close what is idle"],
        },
        new("ENFILE", "The whole machine has as many files open as it may.")
        {
            Causes = ["fs.file-max is reached, by whatever process"],
            Calls = ["socket", "accept", "socketpair", "open"],
            Try = ["cat /proc/sys/fs/file-nr", "sysctl fs.file-max"],
        },
        new("ENOBUFS", "There is no room in the kernel's buffers or queues.")
        {
            Causes = ["the queue of the interface is full: datagrams, raw and packet sockets", "netlink: messages came faster than they were read, and some are lost", "more multicast groups or option memory than allowed", "the kernel is short of memory"],
            Calls = ["send", "sendto", "sendmsg", "recv", "setsockopt", "connect", "bind", "socket"],
            Try = ["send more slowly, and try again after a pause", "netlink: a larger SO_RCVBUF, and ask for everything anew", "sysctl net.ipv4.igmp_max_memberships, net.core.optmem_max"],
        },
        new("ENOMEM", "There is no memory for it.")
        {
            Causes = ["the machine or the container is out of memory", "net.ipv4.tcp_mem is used up by sockets", "an option or ancillary data larger than net.core.optmem_max"],
            Calls = ["socket", "accept", "send", "setsockopt", "recvmsg", "poll", "epoll_ctl"],
            Try = ["free -m; cat /proc/net/sockstat", "look at the container's limit"],
        },
        new("ENOSPC", "There is no room left: on the file system, or in a table.")
        {
            Causes = ["bind to a path on a full disk", "fs.epoll.max_user_watches is reached"],
            Calls = ["bind", "epoll_ctl"],
            Try = ["df, and df -i", "sysctl fs.epoll.max_user_watches"],
        },
        new("EDQUOT", "The user's share of the file system is used up.")
        {
            Causes = ["bind to a path, where a quota is full"],
            Calls = ["bind", "open"],
            Try = ["quota shows the limits", "use /run or an abstract name"],
        },
        new("EBUSY", "It is in use.")
        {
            Causes = ["an option that cannot be changed while packets flow: the ring of a packet socket", "an interface or a device that somebody else has"],
            Calls = ["setsockopt", "bind", "ioctl"],
            Try = ["set it before bind", "close the other socket"],
        },
        new("ESRCH", "There is no such process, route or entry.")
        {
            Causes = ["SO_ATTACH_REUSEPORT options, netlink and IPsec: what is meant is gone", "F_SETOWN to a process that has ended"],
            Calls = ["setsockopt", "fcntl"],
            Try = ["list what is there: ip route, ip rule, ip xfrm state"],
        },
        new("EFBIG", "The file would be larger than allowed.")
        {
            Causes = ["ulimit -f, or a limit of the file system"],
            Calls = ["write", "sendfile"],
            Try = ["ulimit -f"],
        },
    ];
}
