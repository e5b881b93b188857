using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Tests.Headers;

/// <summary>Which C struct each struct of ours stands for. A new struct needs a line here; a test sees to it.</summary>
internal static class LayoutChecks
{
    internal static StructCheck[] All =>
    [
        StructCheck.Of(typeof(AddressInfoLayout), "struct addrinfo", new()
        {
            ["Flags"] = "ai_flags",
            ["Family"] = "ai_family",
            ["SocketType"] = "ai_socktype",
            ["Protocol"] = "ai_protocol",
            ["AddressLength"] = "ai_addrlen",
            ["Address"] = "ai_addr",
            ["CanonicalName"] = "ai_canonname",
            ["Next"] = "ai_next",
        }),
        StructCheck.Of(typeof(PackedEpollEntry), "struct epoll_event", EpollFields) with { On = Architecture.X64 },
        StructCheck.Of(typeof(AlignedEpollEntry), "struct epoll_event", EpollFields) with { NotOn = Architecture.X64 },
        StructCheck.Of(typeof(HostEntryLayout), "struct hostent", new()
        {
            ["Name"] = "h_name",
            ["Aliases"] = "h_aliases",
            ["AddressFamily"] = "h_addrtype",
            ["AddressLength"] = "h_length",
            ["Addresses"] = "h_addr_list",
        }),
        StructCheck.Of(typeof(InterfaceAddressLayout), "struct ifaddrs", new()
        {
            ["Next"] = "ifa_next",
            ["Name"] = "ifa_name",
            ["Flags"] = "ifa_flags",
            ["Address"] = "ifa_addr",
            ["Netmask"] = "ifa_netmask",
            ["Other"] = "ifa_ifu",
            ["Data"] = "ifa_data",
        }),
        StructCheck.Of(typeof(InterfaceNameLayout), "struct if_nameindex", new()
        {
            ["Index"] = "if_index",
            ["Name"] = "if_name",
        }),
        StructCheck.Of(typeof(IoVector), "struct iovec", new()
        {
            ["Start"] = "iov_base",
            ["Length"] = "iov_len",
        }),
        StructCheck.Of(
            typeof(MessageHeader),
            "struct msghdr",
            new()
            {
                ["Name"] = "msg_name",
                ["NameLength"] = "msg_namelen",
                ["Pieces"] = "msg_iov",
                ["PieceCount"] = "msg_iovlen",
                ["Control"] = "msg_control",
                ["ControlLength"] = "msg_controllen",
                ["Flags"] = "msg_flags",
            },
            "msg_iovlen",
            "msg_controllen"),
        StructCheck.Of(typeof(PollEntry), "struct pollfd", new()
        {
            ["Descriptor"] = "fd",
            ["Wanted"] = "events",
            ["Got"] = "revents",
        }),
        StructCheck.Of(typeof(ProtocolEntryLayout), "struct protoent", new()
        {
            ["Name"] = "p_name",
            ["Aliases"] = "p_aliases",
            ["Number"] = "p_proto",
        }),
        StructCheck.Of(typeof(ServiceEntryLayout), "struct servent", new()
        {
            ["Name"] = "s_name",
            ["Aliases"] = "s_aliases",
            ["Port"] = "s_port",
            ["Protocol"] = "s_proto",
        }),
        StructCheck.Of(typeof(SignalAction), "struct sigaction", new()
        {
            ["Handler"] = "sa_handler",
            ["Mask"] = "sa_mask",
            ["Flags"] = "sa_flags",
            ["Restorer"] = "sa_restorer",
        }),
        StructCheck.Of(typeof(TimeSpec), "struct timespec", new()
        {
            ["Seconds"] = "tv_sec",
            ["Nanoseconds"] = "tv_nsec",
        }),
    ];

    private static Dictionary<string, string> EpollFields => new() { ["Events"] = "events", ["Data"] = "data" };

    /// <summary>Structs that are not C structs of their own, and where they are checked.</summary>
    internal static Dictionary<Type, string> Excused { get; } = new()
    {
        [typeof(SignalAction.SignalMask)] = "sigset_t: its width is checked as sa_mask of struct sigaction",
    };
}
