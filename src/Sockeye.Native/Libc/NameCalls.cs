using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>getaddrinfo(3) and getnameinfo(3), and this machine's own name.</summary>
internal static unsafe partial class NameCalls
{
    private const int EAI_SYSTEM = -11;

    /// <summary>glibc's NI_MAXHOST: the longest host name that getnameinfo answers, its zero byte included. (musl's is 255.) A Unix path as "service" fits too.</summary>
    private const int AnswerSize = 1025;

    // HOST_NAME_MAX is 64 on Linux; the buffer is larger and keeps a zero byte at its end.
    private const int HostNameSize = 256;

    /// <summary>getaddrinfo(3). 0, or an EAI code; with EAI_SYSTEM <paramref name="error"/> says what the system said.</summary>
    /// <remarks>Invariant: the list is freed here, after <paramref name="found"/> holds copies of all of it.</remarks>
    internal static int GetAddrInfo(
        string? host, string? service, int family, int type, int protocol, int flags, List<FoundAddress> found, out Errno error)
    {
        Platform.Demand();
        var hints = new AddressInfoLayout { Flags = flags, Family = family, SocketType = type, Protocol = protocol };
        AddressInfoLayout* list = null;
        int code;
        fixed (byte* h = ZeroTerminated.Bytes(host))
        fixed (byte* s = ZeroTerminated.Bytes(service))
        {
            code = getaddrinfo(h, s, &hints, &list);
            error = code == EAI_SYSTEM ? (Errno)Marshal.GetLastSystemError() : Errno.None;
        }

        if (code != 0)
        {
            return code;
        }

        for (AddressInfoLayout* at = list; at != null; at = at->Next)
        {
            byte[] address = new ReadOnlySpan<byte>(at->Address, (int)at->AddressLength).ToArray();
            found.Add(new FoundAddress(at->Family, at->SocketType, at->Protocol, ZeroTerminated.Text(at->CanonicalName), address));
        }

        freeaddrinfo(list);
        return 0;
    }

    /// <summary>getnameinfo(3). 0, or an EAI code as above.</summary>
    /// <remarks>Invariant: glibc reads a Unix path to its zero byte and not to the address's end, so <paramref name="room"/> is longer than that and zero behind it.</remarks>
    internal static int GetNameInfo(byte[] room, int length, int flags, out string host, out string service, out Errno error)
    {
        Platform.Demand();
        byte* h = stackalloc byte[AnswerSize];
        byte* s = stackalloc byte[AnswerSize];
        *h = *s = 0;
        int code;
        fixed (byte* a = room)
        {
            code = getnameinfo(a, (uint)length, h, AnswerSize, s, AnswerSize, flags);
            error = code == EAI_SYSTEM ? (Errno)Marshal.GetLastSystemError() : Errno.None;
        }

        (host, service) = code == 0 ? (ZeroTerminated.Text(h), ZeroTerminated.Text(s)) : ("", "");
        return code;
    }

    /// <summary>gai_strerror(3)</summary>
    internal static string GetAddrInfoErrorText(int code) => ZeroTerminated.Text(gai_strerror(code));

    /// <summary>gethostname(2)</summary>
    internal static SysResult GetHostName(out string name)
    {
        Platform.Demand();
        byte* buffer = stackalloc byte[HostNameSize];
        SysResult got = SysResult.Of(gethostname(buffer, HostNameSize - 1));
        name = got.Failed ? "" : ZeroTerminated.Text(buffer);
        return got;
    }

    /// <summary>sethostname(2)</summary>
    internal static SysResult SetHostName(string name)
    {
        Platform.Demand();
        byte[] bytes = ZeroTerminated.Bytes(name)!;
        fixed (byte* n = bytes)
        {
            return SysResult.Of(sethostname(n, (nuint)bytes.Length - 1));
        }
    }

    [LibraryImport("libc")]
    private static partial int getaddrinfo(byte* host, byte* service, AddressInfoLayout* hints, AddressInfoLayout** list);

    [LibraryImport("libc")]
    private static partial void freeaddrinfo(AddressInfoLayout* list);

    [LibraryImport("libc")]
    private static partial int getnameinfo(byte* address, uint length, byte* host, uint hostSize, byte* service, uint serviceSize, int flags);

    [LibraryImport("libc")]
    private static partial byte* gai_strerror(int code);

    [LibraryImport("libc")]
    private static partial int gethostname(byte* name, nuint length);

    [LibraryImport("libc")]
    private static partial int sethostname(byte* name, nuint length);
}
