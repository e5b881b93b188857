using System.Text;

namespace Sockeye.Native.Tests.Headers;

/// <summary>A set of C headers that can stand in one file, and how claims are put to a compiler.</summary>
internal static class HeaderSet
{
    /// <summary>The C library's.</summary>
    internal static string[] Library { get; } =
    [
        "errno.h", "fcntl.h", "ifaddrs.h", "limits.h", "net/if.h", "netdb.h", "netinet/in.h", "netpacket/packet.h", "poll.h", "pthread.h", "signal.h", "stddef.h",
        "sys/epoll.h", "sys/eventfd.h", "sys/select.h", "sys/sendfile.h", "sys/socket.h", "sys/stat.h", "sys/syscall.h", "sys/time.h", "sys/uio.h", "sys/un.h", "time.h", "unistd.h",
    ];

    /// <summary>The kernel's, for what the C library declares only in part. It clashes with netinet/tcp.h.</summary>
    internal static string[] KernelTcp { get; } = ["stddef.h", "linux/tcp.h"];

    /// <summary>musl brings no kernel headers, and declares all of tcp_info itself.</summary>
    internal static string[] MuslTcp { get; } = ["stddef.h", "netinet/tcp.h"];

    /// <summary>The kernel's, for what the C libraries do not declare at all. musl-gcc does not find them.</summary>
    internal static string[] Kernel { get; } = ["stddef.h", "time.h", "linux/errqueue.h", "linux/openat2.h", "linux/stat.h"];

    internal static string Source(IEnumerable<string> headers, IEnumerable<Claim> claims)
    {
        var source = new StringBuilder("#define _GNU_SOURCE\n");
        foreach (string header in headers)
        {
            source.Append($"#include <{header}>\n");
        }

        foreach (Claim claim in claims)
        {
            source.Append($"_Static_assert({claim.Expression}, \"{claim.Name}\");\n");
        }

        return source.ToString();
    }
}
