namespace Sockeye.Sockets;

public readonly partial record struct SocketOption
{
    /// <summary>Record debugging information; needs CAP_NET_ADMIN. 0 or 1.</summary>
    public static SocketOption SO_DEBUG => new(1, 1);

    /// <summary>Bind although old connections hold the address. 0 or 1.</summary>
    public static SocketOption SO_REUSEADDR => new(1, 2);

    /// <summary>The kind of the socket; read only.</summary>
    public static SocketOption SO_TYPE => new(1, 3);

    /// <summary>The pending error, cleared by reading; an errno, read only.</summary>
    public static SocketOption SO_ERROR => new(1, 4);

    /// <summary>Send only to directly attached networks. 0 or 1.</summary>
    public static SocketOption SO_DONTROUTE => new(1, 5);

    /// <summary>Datagrams may go to a broadcast address. 0 or 1.</summary>
    public static SocketOption SO_BROADCAST => new(1, 6);

    /// <summary>Size of the send buffer, bytes; the kernel doubles what is set.</summary>
    public static SocketOption SO_SNDBUF => new(1, 7);

    /// <summary>Size of the receive buffer, bytes; the kernel doubles what is set.</summary>
    public static SocketOption SO_RCVBUF => new(1, 8);

    /// <summary>Probe a silent peer. 0 or 1.</summary>
    public static SocketOption SO_KEEPALIVE => new(1, 9);

    /// <summary>Urgent data stays in the stream. 0 or 1.</summary>
    public static SocketOption SO_OOBINLINE => new(1, 10);

    /// <summary>Send UDP without a checksum. 0 or 1.</summary>
    public static SocketOption SO_NO_CHECK => new(1, 11);

    /// <summary>Priority of what is sent, 0 to 6 without privilege.</summary>
    public static SocketOption SO_PRIORITY => new(1, 12);

    /// <summary>How close waits for unsent data; struct linger, seconds.</summary>
    public static SocketOption SO_LINGER => new(1, 13);

    /// <summary>Obsolete and without effect.</summary>
    public static SocketOption SO_BSDCOMPAT => new(1, 14);

    /// <summary>Several sockets share one address and split its load. 0 or 1.</summary>
    public static SocketOption SO_REUSEPORT => new(1, 15);

    /// <summary>Receive the sender's credentials with each message (Unix sockets). 0 or 1.</summary>
    public static SocketOption SO_PASSCRED => new(1, 16);

    /// <summary>The peer's process, user and group; struct ucred, read only.</summary>
    public static SocketOption SO_PEERCRED => new(1, 17);

    /// <summary>Bytes that must be there before the socket is readable.</summary>
    public static SocketOption SO_RCVLOWAT => new(1, 18);

    /// <summary>Always 1 on Linux; read only.</summary>
    public static SocketOption SO_SNDLOWAT => new(1, 19);

    /// <summary>How long a receive blocks; struct timeval.</summary>
    public static SocketOption SO_RCVTIMEO => new(1, 20);

    /// <summary><see cref="SO_RCVTIMEO"/> under the name of its first form.</summary>
    public static SocketOption SO_RCVTIMEO_OLD => new(1, 20);

    /// <summary>How long a send blocks; struct timeval.</summary>
    public static SocketOption SO_SNDTIMEO => new(1, 21);

    /// <summary><see cref="SO_SNDTIMEO"/> under the name of its first form.</summary>
    public static SocketOption SO_SNDTIMEO_OLD => new(1, 21);

    /// <summary>A number of NRL's IPv6 without effect.</summary>
    public static SocketOption SO_SECURITY_AUTHENTICATION => new(1, 22);

    /// <summary>A number of NRL's IPv6 without effect.</summary>
    public static SocketOption SO_SECURITY_ENCRYPTION_TRANSPORT => new(1, 23);

    /// <summary>A number of NRL's IPv6 without effect.</summary>
    public static SocketOption SO_SECURITY_ENCRYPTION_NETWORK => new(1, 24);

    /// <summary>Bind to one network interface, by name.</summary>
    public static SocketOption SO_BINDTODEVICE => new(1, 25);

    /// <summary>Attach a classic BPF filter; struct sock_fprog.</summary>
    public static SocketOption SO_ATTACH_FILTER => new(1, 26);

    /// <summary>Read the classic BPF filter back.</summary>
    public static SocketOption SO_GET_FILTER => new(1, 26);

    /// <summary>Take the filter away.</summary>
    public static SocketOption SO_DETACH_FILTER => new(1, 27);

    /// <summary>Take the eBPF program away.</summary>
    public static SocketOption SO_DETACH_BPF => new(1, 27);

    /// <summary>The peer's address, as getpeername(2); read only.</summary>
    public static SocketOption SO_PEERNAME => new(1, 28);

    /// <summary>A time with each datagram received, microseconds. 0 or 1.</summary>
    public static SocketOption SO_TIMESTAMP => new(1, 29);

    /// <summary><see cref="SO_TIMESTAMP"/> under the name of its first form.</summary>
    public static SocketOption SO_TIMESTAMP_OLD => new(1, 29);

    /// <summary>Whether the socket listens; read only.</summary>
    public static SocketOption SO_ACCEPTCONN => new(1, 30);

    /// <summary>The peer's security label; read only.</summary>
    public static SocketOption SO_PEERSEC => new(1, 31);

    /// <summary><see cref="SO_SNDBUF"/> beyond the system's limit; needs CAP_NET_ADMIN.</summary>
    public static SocketOption SO_SNDBUFFORCE => new(1, 32);

    /// <summary><see cref="SO_RCVBUF"/> beyond the system's limit; needs CAP_NET_ADMIN.</summary>
    public static SocketOption SO_RCVBUFFORCE => new(1, 33);

    /// <summary>Receive the sender's security label with each message. 0 or 1.</summary>
    public static SocketOption SO_PASSSEC => new(1, 34);

    /// <summary>A time with each datagram received, nanoseconds. 0 or 1.</summary>
    public static SocketOption SO_TIMESTAMPNS => new(1, 35);

    /// <summary><see cref="SO_TIMESTAMPNS"/> under the name of its first form.</summary>
    public static SocketOption SO_TIMESTAMPNS_OLD => new(1, 35);

    /// <summary>Mark every packet for routing and filters; needs CAP_NET_ADMIN.</summary>
    public static SocketOption SO_MARK => new(1, 36);

    /// <summary>Times taken by hardware and software, sending and receiving; bits.</summary>
    public static SocketOption SO_TIMESTAMPING => new(1, 37);

    /// <summary><see cref="SO_TIMESTAMPING"/> under the name of its first form.</summary>
    public static SocketOption SO_TIMESTAMPING_OLD => new(1, 37);

    /// <summary>The socket's protocol; read only.</summary>
    public static SocketOption SO_PROTOCOL => new(1, 38);

    /// <summary>The socket's family; read only.</summary>
    public static SocketOption SO_DOMAIN => new(1, 39);

    /// <summary>Count of datagrams dropped so far, with each one received. 0 or 1.</summary>
    public static SocketOption SO_RXQ_OVFL => new(1, 40);

    /// <summary>Report whether a Wi-Fi frame was acknowledged. 0 or 1.</summary>
    public static SocketOption SO_WIFI_STATUS => new(1, 41);

    /// <summary>Where the next peek begins, bytes; -1 turns it off.</summary>
    public static SocketOption SO_PEEK_OFF => new(1, 42);

    /// <summary>The last four bytes sent are the frame's own checksum. 0 or 1.</summary>
    public static SocketOption SO_NOFCS => new(1, 43);

    /// <summary>The filter can no longer be changed. 0 or 1.</summary>
    public static SocketOption SO_LOCK_FILTER => new(1, 44);

    /// <summary>The error queue wakes select(2) as an exceptional condition. 0 or 1.</summary>
    public static SocketOption SO_SELECT_ERR_QUEUE => new(1, 45);

    /// <summary>How long to poll the device instead of sleeping, microseconds.</summary>
    public static SocketOption SO_BUSY_POLL => new(1, 46);

    /// <summary>The fastest rate of sending, bytes a second.</summary>
    public static SocketOption SO_MAX_PACING_RATE => new(1, 47);

    /// <summary>Which BPF extensions filters may use; read only.</summary>
    public static SocketOption SO_BPF_EXTENSIONS => new(1, 48);

    /// <summary>The processor that handles the socket's packets.</summary>
    public static SocketOption SO_INCOMING_CPU => new(1, 49);

    /// <summary>Attach an eBPF program, by descriptor.</summary>
    public static SocketOption SO_ATTACH_BPF => new(1, 50);

    /// <summary>Classic BPF chooses among sockets of one port.</summary>
    public static SocketOption SO_ATTACH_REUSEPORT_CBPF => new(1, 51);

    /// <summary>An eBPF program chooses among sockets of one port.</summary>
    public static SocketOption SO_ATTACH_REUSEPORT_EBPF => new(1, 52);

    /// <summary>Advice about the path; a negative number asks for a new one.</summary>
    public static SocketOption SO_CNX_ADVICE => new(1, 53);

    /// <summary>Memory use of the socket; an array, read only.</summary>
    public static SocketOption SO_MEMINFO => new(1, 55);

    /// <summary>The device queue packets came by; read only.</summary>
    public static SocketOption SO_INCOMING_NAPI_ID => new(1, 56);

    /// <summary>A number no other socket of this boot has; read only.</summary>
    public static SocketOption SO_COOKIE => new(1, 57);

    /// <summary>The peer's supplementary groups; read only.</summary>
    public static SocketOption SO_PEERGROUPS => new(1, 59);

    /// <summary>Allow MSG_ZEROCOPY. 0 or 1.</summary>
    public static SocketOption SO_ZEROCOPY => new(1, 60);

    /// <summary>Packets may say when to leave; struct sock_txtime.</summary>
    public static SocketOption SO_TXTIME => new(1, 61);

    /// <summary>Bind to one network interface, by index.</summary>
    public static SocketOption SO_BINDTOIFINDEX => new(1, 62);

    /// <summary><see cref="SO_TIMESTAMP"/> with 64-bit seconds everywhere.</summary>
    public static SocketOption SO_TIMESTAMP_NEW => new(1, 63);

    /// <summary><see cref="SO_TIMESTAMPNS"/> with 64-bit seconds everywhere.</summary>
    public static SocketOption SO_TIMESTAMPNS_NEW => new(1, 64);

    /// <summary><see cref="SO_TIMESTAMPING"/> with 64-bit seconds everywhere.</summary>
    public static SocketOption SO_TIMESTAMPING_NEW => new(1, 65);

    /// <summary><see cref="SO_RCVTIMEO"/> with 64-bit seconds everywhere.</summary>
    public static SocketOption SO_RCVTIMEO_NEW => new(1, 66);

    /// <summary><see cref="SO_SNDTIMEO"/> with 64-bit seconds everywhere.</summary>
    public static SocketOption SO_SNDTIMEO_NEW => new(1, 67);

    /// <summary>Take the program that chooses among sockets of one port away.</summary>
    public static SocketOption SO_DETACH_REUSEPORT_BPF => new(1, 68);

    /// <summary>Poll the device in preference to interrupts. 0 or 1.</summary>
    public static SocketOption SO_PREFER_BUSY_POLL => new(1, 69);

    /// <summary>How many packets one busy poll takes.</summary>
    public static SocketOption SO_BUSY_POLL_BUDGET => new(1, 70);

    /// <summary>A number no other network namespace has; read only.</summary>
    public static SocketOption SO_NETNS_COOKIE => new(1, 71);

    /// <summary>Which buffer sizes are fixed by the program; bits.</summary>
    public static SocketOption SO_BUF_LOCK => new(1, 72);

    /// <summary>Memory kept for this socket, bytes.</summary>
    public static SocketOption SO_RESERVE_MEM => new(1, 73);

    /// <summary>Choose a new path when a connection stalls. 0 or 1.</summary>
    public static SocketOption SO_TXREHASH => new(1, 74);

    /// <summary>Receive the mark with each message. 0 or 1.</summary>
    public static SocketOption SO_RCVMARK => new(1, 75);

    /// <summary>Receive a pidfd of the sender with each message; Linux 6.5.</summary>
    public static SocketOption SO_PASSPIDFD => new(1, 76);

    /// <summary>A pidfd of the peer; read only; Linux 6.5.</summary>
    public static SocketOption SO_PEERPIDFD => new(1, 77);

    /// <summary>Data that missed device memory, as ancillary data; Linux 6.12.</summary>
    public static SocketOption SO_DEVMEM_LINEAR => new(1, 78);

    /// <summary>Data in device memory, as ancillary data; Linux 6.12.</summary>
    public static SocketOption SO_DEVMEM_DMABUF => new(1, 79);

    /// <summary>Give device memory back; Linux 6.12.</summary>
    public static SocketOption SO_DEVMEM_DONTNEED => new(1, 80);

    /// <summary>Receive the priority with each message; Linux 6.14.</summary>
    public static SocketOption SO_RCVPRIORITY => new(1, 82);

    /// <summary>Whether the peer may pass descriptors (Unix sockets); Linux 6.16.</summary>
    public static SocketOption SO_PASSRIGHTS => new(1, 83);

    /// <summary>Report the bytes still queued with each receive (Unix sockets); Linux 6.17.</summary>
    public static SocketOption SO_INQ => new(1, 84);

    private static string? SocketName(int number) => number switch
    {
        1 => nameof(SO_DEBUG),
        2 => nameof(SO_REUSEADDR),
        3 => nameof(SO_TYPE),
        4 => nameof(SO_ERROR),
        5 => nameof(SO_DONTROUTE),
        6 => nameof(SO_BROADCAST),
        7 => nameof(SO_SNDBUF),
        8 => nameof(SO_RCVBUF),
        9 => nameof(SO_KEEPALIVE),
        10 => nameof(SO_OOBINLINE),
        11 => nameof(SO_NO_CHECK),
        12 => nameof(SO_PRIORITY),
        13 => nameof(SO_LINGER),
        14 => nameof(SO_BSDCOMPAT),
        15 => nameof(SO_REUSEPORT),
        16 => nameof(SO_PASSCRED),
        17 => nameof(SO_PEERCRED),
        18 => nameof(SO_RCVLOWAT),
        19 => nameof(SO_SNDLOWAT),
        20 => nameof(SO_RCVTIMEO),
        21 => nameof(SO_SNDTIMEO),
        22 => nameof(SO_SECURITY_AUTHENTICATION),
        23 => nameof(SO_SECURITY_ENCRYPTION_TRANSPORT),
        24 => nameof(SO_SECURITY_ENCRYPTION_NETWORK),
        25 => nameof(SO_BINDTODEVICE),
        26 => nameof(SO_ATTACH_FILTER),
        27 => nameof(SO_DETACH_FILTER),
        28 => nameof(SO_PEERNAME),
        29 => nameof(SO_TIMESTAMP),
        30 => nameof(SO_ACCEPTCONN),
        31 => nameof(SO_PEERSEC),
        32 => nameof(SO_SNDBUFFORCE),
        33 => nameof(SO_RCVBUFFORCE),
        34 => nameof(SO_PASSSEC),
        35 => nameof(SO_TIMESTAMPNS),
        36 => nameof(SO_MARK),
        37 => nameof(SO_TIMESTAMPING),
        38 => nameof(SO_PROTOCOL),
        39 => nameof(SO_DOMAIN),
        40 => nameof(SO_RXQ_OVFL),
        41 => nameof(SO_WIFI_STATUS),
        42 => nameof(SO_PEEK_OFF),
        43 => nameof(SO_NOFCS),
        44 => nameof(SO_LOCK_FILTER),
        45 => nameof(SO_SELECT_ERR_QUEUE),
        46 => nameof(SO_BUSY_POLL),
        47 => nameof(SO_MAX_PACING_RATE),
        48 => nameof(SO_BPF_EXTENSIONS),
        49 => nameof(SO_INCOMING_CPU),
        50 => nameof(SO_ATTACH_BPF),
        51 => nameof(SO_ATTACH_REUSEPORT_CBPF),
        52 => nameof(SO_ATTACH_REUSEPORT_EBPF),
        53 => nameof(SO_CNX_ADVICE),
        55 => nameof(SO_MEMINFO),
        56 => nameof(SO_INCOMING_NAPI_ID),
        57 => nameof(SO_COOKIE),
        59 => nameof(SO_PEERGROUPS),
        60 => nameof(SO_ZEROCOPY),
        61 => nameof(SO_TXTIME),
        62 => nameof(SO_BINDTOIFINDEX),
        63 => nameof(SO_TIMESTAMP_NEW),
        64 => nameof(SO_TIMESTAMPNS_NEW),
        65 => nameof(SO_TIMESTAMPING_NEW),
        66 => nameof(SO_RCVTIMEO_NEW),
        67 => nameof(SO_SNDTIMEO_NEW),
        68 => nameof(SO_DETACH_REUSEPORT_BPF),
        69 => nameof(SO_PREFER_BUSY_POLL),
        70 => nameof(SO_BUSY_POLL_BUDGET),
        71 => nameof(SO_NETNS_COOKIE),
        72 => nameof(SO_BUF_LOCK),
        73 => nameof(SO_RESERVE_MEM),
        74 => nameof(SO_TXREHASH),
        75 => nameof(SO_RCVMARK),
        76 => nameof(SO_PASSPIDFD),
        77 => nameof(SO_PEERPIDFD),
        78 => nameof(SO_DEVMEM_LINEAR),
        79 => nameof(SO_DEVMEM_DMABUF),
        80 => nameof(SO_DEVMEM_DONTNEED),
        82 => nameof(SO_RCVPRIORITY),
        83 => nameof(SO_PASSRIGHTS),
        84 => nameof(SO_INQ),
        _ => null,
    };
}
