using System.Globalization;
using System.Reflection;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;
using Control = Sockeye.Native.Layout.ControlDataLayout;
using Options = Sockeye.Native.Layout.OptionLayout;

namespace Sockeye.Native.Tests.Headers;

/// <summary>Every constant of the assembly and what C calls it. A new constant needs a C name or an excuse; a test sees to it.</summary>
/// <remarks>A constant that is spelt as its header spells it (O_NONBLOCK) is its own C name and needs no line here.</remarks>
internal static class ConstantChecks
{
    /// <summary>Our constant to the C expression of the same value; in tcp_info, to the field that lies there.</summary>
    private static readonly Dictionary<string, string> CNames = new()
    {
        [Name(typeof(SignalAction), nameof(SignalAction.Default))] = "(unsigned long)SIG_DFL",
        [Name(typeof(SignalAction), nameof(SignalAction.Ignore))] = "(unsigned long)SIG_IGN",
        [Name(typeof(MessageCalls), nameof(MessageCalls.MaxPieces))] = "IOV_MAX",

        [Name(typeof(SocketAddressLayout), "StorageSize")] = "sizeof(struct sockaddr_storage)",
        [Name(typeof(SocketAddressLayout), "FamilySize")] = "sizeof(sa_family_t)",
        [Name(typeof(SocketAddressLayout.In), "Size")] = "sizeof(struct sockaddr_in)",
        [Name(typeof(SocketAddressLayout.In), "Port")] = "offsetof(struct sockaddr_in, sin_port)",
        [Name(typeof(SocketAddressLayout.In), "Address")] = "offsetof(struct sockaddr_in, sin_addr)",
        [Name(typeof(SocketAddressLayout.In6), "Size")] = "sizeof(struct sockaddr_in6)",
        [Name(typeof(SocketAddressLayout.In6), "Port")] = "offsetof(struct sockaddr_in6, sin6_port)",
        [Name(typeof(SocketAddressLayout.In6), "FlowInfo")] = "offsetof(struct sockaddr_in6, sin6_flowinfo)",
        [Name(typeof(SocketAddressLayout.In6), "Address")] = "offsetof(struct sockaddr_in6, sin6_addr)",
        [Name(typeof(SocketAddressLayout.In6), "ScopeId")] = "offsetof(struct sockaddr_in6, sin6_scope_id)",
        [Name(typeof(SocketAddressLayout.Un), "Size")] = "sizeof(struct sockaddr_un)",
        [Name(typeof(SocketAddressLayout.Un), "Path")] = "offsetof(struct sockaddr_un, sun_path)",
        [Name(typeof(SocketAddressLayout.Un), "PathSize")] = "sizeof(((struct sockaddr_un *)0)->sun_path)",

        [Name(typeof(SocketAddressLayout.Link), "Size")] = "sizeof(struct sockaddr_ll)",
        [Name(typeof(SocketAddressLayout.Link), "Index")] = "offsetof(struct sockaddr_ll, sll_ifindex)",
        [Name(typeof(SocketAddressLayout.Link), "AddressLength")] = "offsetof(struct sockaddr_ll, sll_halen)",
        [Name(typeof(SocketAddressLayout.Link), "Address")] = "offsetof(struct sockaddr_ll, sll_addr)",
        ["HostCalls.AddressSize4"] = "sizeof(struct in_addr)",
        ["HostCalls.NoRecovery"] = "NO_RECOVERY",
        ["RingCalls.SYS_io_uring_setup"] = "SYS_io_uring_setup",
        ["FileCalls.SYS_openat2"] = "SYS_openat2",

        [Name(typeof(Options.Linger), "Size")] = "sizeof(struct linger)",
        [Name(typeof(Options.Linger), "On")] = "offsetof(struct linger, l_onoff)",
        [Name(typeof(Options.Linger), "Seconds")] = "offsetof(struct linger, l_linger)",
        [Name(typeof(Options.GroupRequest), "Size")] = "sizeof(struct group_req)",
        [Name(typeof(Options.GroupRequest), "Interface")] = "offsetof(struct group_req, gr_interface)",
        [Name(typeof(Options.GroupRequest), "Group")] = "offsetof(struct group_req, gr_group)",
        [Name(typeof(Options.GroupSourceRequest), "Size")] = "sizeof(struct group_source_req)",
        [Name(typeof(Options.GroupSourceRequest), "Interface")] = "offsetof(struct group_source_req, gsr_interface)",
        [Name(typeof(Options.GroupSourceRequest), "Group")] = "offsetof(struct group_source_req, gsr_group)",
        [Name(typeof(Options.GroupSourceRequest), "Source")] = "offsetof(struct group_source_req, gsr_source)",
        [Name(typeof(Options.MulticastInterface), "Size")] = "sizeof(struct ip_mreqn)",
        [Name(typeof(Options.MulticastInterface), "Index")] = "offsetof(struct ip_mreqn, imr_ifindex)",

        [Name(typeof(ControlMessageLayout), "Size")] = "CMSG_LEN(0)",
        [Name(typeof(ControlMessageLayout), "Length")] = "offsetof(struct cmsghdr, cmsg_len)",
        [Name(typeof(ControlMessageLayout), "Level")] = "offsetof(struct cmsghdr, cmsg_level)",
        [Name(typeof(ControlMessageLayout), "Type")] = "offsetof(struct cmsghdr, cmsg_type)",
        [Name(typeof(ControlMessageLayout), "Alignment")] = "CMSG_SPACE(1) - CMSG_SPACE(0)",
        [Name(typeof(Control.Credentials), "Size")] = "sizeof(struct ucred)",
        [Name(typeof(Control.Credentials), "Process")] = "offsetof(struct ucred, pid)",
        [Name(typeof(Control.Credentials), "User")] = "offsetof(struct ucred, uid)",
        [Name(typeof(Control.Credentials), "Group")] = "offsetof(struct ucred, gid)",
        [Name(typeof(Control.PacketInfo4), "Size")] = "sizeof(struct in_pktinfo)",
        [Name(typeof(Control.PacketInfo4), "Interface")] = "offsetof(struct in_pktinfo, ipi_ifindex)",
        [Name(typeof(Control.PacketInfo4), "Local")] = "offsetof(struct in_pktinfo, ipi_spec_dst)",
        [Name(typeof(Control.PacketInfo4), "Destination")] = "offsetof(struct in_pktinfo, ipi_addr)",
        [Name(typeof(Control.PacketInfo6), "Size")] = "sizeof(struct in6_pktinfo)",
        [Name(typeof(Control.PacketInfo6), "Destination")] = "offsetof(struct in6_pktinfo, ipi6_addr)",
        [Name(typeof(Control.PacketInfo6), "Interface")] = "offsetof(struct in6_pktinfo, ipi6_ifindex)",
        [Name(typeof(Control.Time), "Size")] = "sizeof(struct timeval) == sizeof(struct timespec) ? sizeof(struct timeval) : 0",
        [Name(typeof(Control.Time), "Seconds")] = "offsetof(struct timeval, tv_sec) + offsetof(struct timespec, tv_sec)",
        [Name(typeof(Control.Time), "Fraction")] = "offsetof(struct timeval, tv_usec) == offsetof(struct timespec, tv_nsec) ? offsetof(struct timespec, tv_nsec) : 0",
    };

    /// <summary>Constants that are our own and in no header, with the reason.</summary>
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["TimeSpec.NanosecondsPerTick"] = "a .NET tick",
        ["Descriptor.ClosedMark"] = "a mark in our own word",
        ["Descriptor.DetachedMark"] = "a mark in our own word",
        ["Descriptor.CountMask"] = "a mask on our own word",
        ["Descriptor.Begun"] = "a state of our own",
        ["Descriptor.Done"] = "a state of our own",
        ["NameCalls.HostNameSize"] = "room in a buffer",
        ["NameCalls.AnswerSize"] = "room in a buffer",
        ["HostCalls.InternalFailure"] = "NETDB_INTERNAL, which musl lacks: checked as a public constant",
        ["HostCalls.FirstSize"] = "room in a buffer",
        ["HostCalls.MaxSize"] = "room in a buffer",
        ["KernelProbe.Entries"] = "a size that we chose",
        ["ProcessorCalls.FirstMask"] = "room in a buffer",
        ["ProcessorCalls.LargestMask"] = "room in a buffer",
        ["RingCalls.ParametersRoom"] = "room on the stack",
        ["HandleRow.Length"] = "room on the stack",
        ["TcpInfo.Size"] = "room for the reply; the kernel gives as much as it has",
    };

    // What only the kernel's own linux/errqueue.h, linux/stat.h and linux/openat2.h declare.
    private static readonly Dictionary<string, string> KernelNames = new()
    {
        ["FileCalls.RESOLVE_NO_MAGICLINKS"] = "RESOLVE_NO_MAGICLINKS",
        ["FileCalls.RESOLVE_BENEATH"] = "RESOLVE_BENEATH",
        ["FileCalls.STATX_BASIC_STATS"] = "STATX_BASIC_STATS",
        ["FileCalls.HowFields"] = "sizeof(struct open_how) / sizeof(__u64)",
        [Name(typeof(FileStatusLayout), "Size")] = "sizeof(struct statx)",
        [Name(typeof(FileStatusLayout), "Mode")] = "offsetof(struct statx, stx_mode)",
        [Name(typeof(FileStatusLayout), "Inode")] = "offsetof(struct statx, stx_ino)",
        [Name(typeof(FileStatusLayout), "Length")] = "offsetof(struct statx, stx_size)",
        [Name(typeof(FileStatusLayout), "ModifiedSeconds")] = "offsetof(struct statx, stx_mtime.tv_sec)",
        [Name(typeof(FileStatusLayout), "ModifiedNanoseconds")] = "offsetof(struct statx, stx_mtime.tv_nsec)",
        [Name(typeof(Control.PacketTimes), "Size")] = "sizeof(struct scm_timestamping)",
        [Name(typeof(Control.PacketTimes), "Software")] = "offsetof(struct scm_timestamping, ts[0])",
        [Name(typeof(Control.PacketTimes), "Hardware")] = "offsetof(struct scm_timestamping, ts[2])",
        [Name(typeof(Control.ExtendedError), "Size")] = "sizeof(struct sock_extended_err)",
        [Name(typeof(Control.ExtendedError), "Number")] = "offsetof(struct sock_extended_err, ee_errno)",
        [Name(typeof(Control.ExtendedError), "Origin")] = "offsetof(struct sock_extended_err, ee_origin)",
        [Name(typeof(Control.ExtendedError), "Type")] = "offsetof(struct sock_extended_err, ee_type)",
        [Name(typeof(Control.ExtendedError), "Code")] = "offsetof(struct sock_extended_err, ee_code)",
        [Name(typeof(Control.ExtendedError), "Info")] = "offsetof(struct sock_extended_err, ee_info)",
        [Name(typeof(Control.ExtendedError), "Data")] = "offsetof(struct sock_extended_err, ee_data)",
    };

    // Ours to the field of struct tcp_info and its width in bytes.
    private static readonly Dictionary<string, (string Field, int Width)> TcpInfo = new()
    {
        ["State"] = ("tcpi_state", 1),
        ["Retransmits"] = ("tcpi_retransmits", 1),
        ["RetransmitTimeout"] = ("tcpi_rto", 4),
        ["SendSegmentSize"] = ("tcpi_snd_mss", 4),
        ["ReceiveSegmentSize"] = ("tcpi_rcv_mss", 4),
        ["Unacknowledged"] = ("tcpi_unacked", 4),
        ["Lost"] = ("tcpi_lost", 4),
        ["PathMtu"] = ("tcpi_pmtu", 4),
        ["RoundTrip"] = ("tcpi_rtt", 4),
        ["RoundTripVariance"] = ("tcpi_rttvar", 4),
        ["CongestionWindow"] = ("tcpi_snd_cwnd", 4),
        ["TotalRetransmits"] = ("tcpi_total_retrans", 4),
        ["BytesAcknowledged"] = ("tcpi_bytes_acked", 8),
        ["BytesReceived"] = ("tcpi_bytes_received", 8),
        ["NotSent"] = ("tcpi_notsent_bytes", 4),
        ["BytesSent"] = ("tcpi_bytes_sent", 8),
    };

    /// <summary>Every constant in the assembly but the members of enums.</summary>
    internal static IReadOnlyList<FieldInfo> AllConstants { get; } =
    [
        .. from type in typeof(Descriptor).Assembly.GetTypes()
           where !type.IsEnum && type.Namespace?.StartsWith("Sockeye.Native", StringComparison.Ordinal) == true
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           where field.IsLiteral
           select field,
    ];

    /// <summary>Constants for which there is neither a C name nor an excuse.</summary>
    internal static IEnumerable<string> Unchecked => AllConstants.Where(static constant => !IsExcused(constant) && !IsKernels(constant) && CNameOf(constant) is null).Select(Name);

    internal static IEnumerable<Claim> Library =>
        from constant in AllConstants
        where !IsExcused(constant) && !IsKernels(constant)
        select new Claim(Name(constant), $"({CNameOf(constant)}) == ({ValueOf(constant)})");

    internal static IEnumerable<Claim> Tcp =>
        from constant in AllConstants
        where IsTcpInfo(constant) && !IsExcused(constant)
        from claim in OfTcpInfo(constant)
        select claim;

    internal static IEnumerable<Claim> Kernel =>
        from constant in AllConstants
        where KernelNames.ContainsKey(Name(constant))
        select new Claim(Name(constant), $"({KernelNames[Name(constant)]}) == ({ValueOf(constant)})");

    /// <summary>The macros of cmsg(3), for every length around the first few steps of the padding.</summary>
    internal static IEnumerable<Claim> ControlMessageSizes =>
        from data in Enumerable.Range(0, 40)
        from claim in new Claim[]
        {
            new($"CMSG_LEN({data})", $"CMSG_LEN({data}) == {ControlMessages.Length(data)}"),
            new($"CMSG_SPACE({data})", $"CMSG_SPACE({data}) == {ControlMessages.Space(data)}"),
        }
        select claim;

    internal static IEnumerable<Claim> Errors =>
    [
        .. Enum.GetValues<Errno>().Where(static error => error != Errno.None).Select(static error => new Claim($"{error}", $"({error}) == ({(int)error})")),
        new Claim("EWOULDBLOCK", "(EWOULDBLOCK) == (EAGAIN)"),
        new Claim("ENOTSUP", "(ENOTSUP) == (EOPNOTSUPP)"),
    ];

    private static IEnumerable<Claim> OfTcpInfo(FieldInfo constant)
    {
        (string field, int width) = TcpInfo[constant.Name];
        yield return new Claim($"tcp_info {field} offset", $"offsetof(struct tcp_info, {field}) == {ValueOf(constant)}");
        yield return new Claim($"tcp_info {field} width", $"sizeof(((struct tcp_info *)0)->{field}) == {width}");
        yield return new Claim($"tcp_info {field} within the room", $"offsetof(struct tcp_info, {field}) + {width} <= {Options.TcpInfo.Size}");
    }

    // The C library's headers do not declare them, or only in part.
    private static bool IsKernels(FieldInfo constant) => IsTcpInfo(constant) || KernelNames.ContainsKey(Name(constant));

    private static bool IsExcused(FieldInfo constant) => Excused.ContainsKey(Name(constant));

    private static bool IsTcpInfo(FieldInfo constant) => constant.DeclaringType == typeof(Options.TcpInfo) && TcpInfo.ContainsKey(constant.Name);

    // Header spelling: capitals, digits and underscores alone.
    private static string? CNameOf(FieldInfo constant) => CNames.TryGetValue(Name(constant), out string? known) ? known
        : constant.Name.All(static letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter == '_') ? constant.Name
        : null;

    private static string ValueOf(FieldInfo constant) => Convert.ToString(constant.GetRawConstantValue(), CultureInfo.InvariantCulture)!;

    private static string Name(FieldInfo constant) => Name(constant.DeclaringType!, constant.Name);

    // Nested types of one name lie in different layouts: In.Port and In6.Port differ, so the last name is enough.
    private static string Name(Type type, string constant) => $"{type.Name}.{constant}";
}
