namespace Sockeye.Cli.Explaining;

/// <summary>Errors of the socket itself: what kind it is, what it is asked for, what is passed.</summary>
internal static class SocketTexts
{
    internal static ErrorText[] All { get; } =
    [
        new("EBADF", "The descriptor is not open.")
        {
            Causes = ["the socket was closed before, perhaps by another thread or twice", "a number was passed that never was a descriptor", "the descriptor is open for the other direction only"],
            Calls = ["recv", "send", "accept", "close", "connect", "bind", "setsockopt", "poll", "epoll_ctl"],
            Try = ["ls -l /proc/PID/fd shows what is open", "let one owner close it: Sockeye's Socket counts its calls, and never uses a closed number"],
        },
        new("ENOTSOCK", "The descriptor is open, and it is no socket.")
        {
            Causes = ["a file, a pipe or a terminal where a socket was expected", "the number was closed and given to another file since", "inetd or systemd did not pass a socket as descriptor 0 or 3"],
            Calls = ["accept", "bind", "connect", "recv", "send", "listen", "getsockopt", "setsockopt", "shutdown"],
            Try = ["ls -l /proc/PID/fd shows what it is", "use read and write for files"],
        },
        new("EOPNOTSUPP", "This kind of socket cannot do that. ENOTSUP is the same number.")
        {
            Causes = ["listen or accept on a datagram socket", "MSG_OOB on a Unix or datagram socket", "a flag or an option that the protocol does not have"],
            Calls = ["listen", "accept", "send", "recv", "setsockopt", "socketpair", "connect", "sendmsg"],
            Try = ["check the kind: SOCK_STREAM listens, SOCK_DGRAM does not", "leave the flag out"],
        },
        new("ENOPROTOOPT", "The protocol does not know that option.")
        {
            Causes = ["the option belongs to another level: TCP_NODELAY at SOL_SOCKET", "the kernel is older than the option", "an option of IPv6 on an IPv4 socket, or of TCP on udp"],
            Calls = ["setsockopt", "getsockopt"],
            Try = ["sockeye constants shows options; Sockeye's SocketOption carries its level", "uname -r, and the option's manual page for its first kernel"],
        },
        new("EPROTONOSUPPORT", "The family does not have that protocol, or not for this kind of socket.")
        {
            Causes = ["socket with a protocol of another family", "the protocol's module is not there: SCTP, MPTCP, DCCP", "an ICMP socket for a group that may not have one"],
            Calls = ["socket", "socketpair"],
            Try = ["protocol 0 takes the usual one", "modprobe sctp"],
        },
        new("EPROTOTYPE", "The protocol does not go with this kind of socket.")
        {
            Causes = ["IPPROTO_UDP with SOCK_STREAM", "Unix: a stream socket connects to a path where a datagram socket is bound, or the other way"],
            Calls = ["socket", "connect", "sendto"],
            Try = ["use the kind that the other side has: sockeye sockets --unix (or ss -xl) shows it"],
        },
        new("ESOCKTNOSUPPORT", "The family does not have this kind of socket.")
        {
            Causes = ["SOCK_RDM or SOCK_SEQPACKET over IPv4", "a raw socket without a protocol"],
            Calls = ["socket", "socketpair"],
            Try = ["use SOCK_STREAM or SOCK_DGRAM"],
        },
        new("EPFNOSUPPORT", "The kernel does not have that protocol family.")
        {
            Causes = ["an old kernel or an odd protocol; Linux says EAFNOSUPPORT nearly everywhere"],
            Calls = ["socket"],
            Try = ["cat /proc/net/protocols"],
        },
        new("EMSGSIZE", "The message is too long for what carries it.")
        {
            Causes = ["a datagram over 65,507 bytes (IPv4) or 65,527 (IPv6)", "a datagram longer than the path's MTU on a socket that forbids fragments", "a Unix datagram longer than the send buffer", "Sockeye: the buffer is shorter than the datagram that came"],
            Calls = ["send", "sendto", "sendmsg"],
            Try = ["send less at a time, or use a stream", "IP_MTU tells the path's limit on a connected socket", "receive into a larger buffer, or allow cut datagrams"],
        },
        new("EFAULT", "A pointer leads out of the program's memory.")
        {
            Causes = ["a bug in a program or a library that calls the kernel", "a length that is larger than its buffer"],
            Calls = ["recv", "send", "bind", "connect", "accept", "getsockopt", "setsockopt", "poll"],
            Try = ["strace -e network PROGRAM shows the pointer", "managed code never gives it: report it"],
        },
        new("EDOM", "A number is out of the range that the option takes.")
        {
            Causes = ["SO_RCVTIMEO or SO_SNDTIMEO with microseconds below 0 or from 1,000,000 on"],
            Calls = ["setsockopt"],
            Try = ["seconds and microseconds go into fields of their own"],
        },
        new("ENOSYS", "The kernel does not have that call.")
        {
            Causes = ["an old kernel", "a container whose filter hides the call", "an emulator or WSL 1"],
            Calls = ["accept4", "recvmmsg", "sendmmsg", "epoll_pwait2"],
            Try = ["uname -r, and the call's manual page for its first kernel"],
        },
        new("ETOOMANYREFS", "Too many descriptors are on their way.")
        {
            Causes = ["descriptors were sent over Unix sockets and nobody received them: more than RLIMIT_NOFILE, or nested too deep"],
            Calls = ["sendmsg"],
            Try = ["receive them, or close the sockets they wait in", "raise ulimit -n"],
        },
        new("EBADMSG", "What came is not a message that makes sense.")
        {
            Causes = ["kernel TLS or cryptography: the record's check failed", "a message of a STREAMS or SCTP kind"],
            Calls = ["recv", "recvmsg", "read"],
            Try = ["check the keys and the order of records"],
        },
        new("ESPIPE", "It has no position to go to: a pipe or a socket.")
        {
            Causes = ["sendfile with an offset from what is no regular file", "lseek on a socket"],
            Calls = ["lseek", "sendfile", "splice", "pread"],
            Try = ["leave the offset out", "read and send in a loop"],
        },
        new("EOVERFLOW", "A number is too large for where it goes.")
        {
            Causes = ["sendfile of more than the position can count", "a program for 32 bits and a large file"],
            Calls = ["sendfile", "recvmsg", "open"],
            Try = ["send in parts"],
        },
        new("EIO", "Reading or writing failed below.")
        {
            Causes = ["a disk error while sendfile read the file", "a terminal whose other side is gone"],
            Calls = ["sendfile", "read", "write", "bind"],
            Try = ["dmesg tells of disk errors"],
        },
        new("ESTALE", "The file behind the handle is gone.")
        {
            Causes = ["a network file system lost it"],
            Calls = ["sendfile", "read", "bind", "connect"],
            Try = ["open it again, or mount it again"],
        },
    ];
}
