using System.Runtime.InteropServices;
using System.Text;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>getaddrinfo(3) and the other questions about names.</summary>
internal static unsafe partial class NameCalls
{
    private const int EAI_SYSTEM = -11;

    /// <summary>getaddrinfo(3). 0, or an EAI code; with EAI_SYSTEM <paramref name="error"/> says what the system said.</summary>
    /// <remarks>Invariant: the list is freed here, after <paramref name="found"/> holds copies of all of it.</remarks>
    internal static int GetAddrInfo(
        string? host, string? service, int family, int type, int protocol, int flags, List<FoundAddress> found, out Errno error)
    {
        Platform.Demand();
        var hints = new AddressInfoLayout { Flags = flags, Family = family, SocketType = type, Protocol = protocol };
        AddressInfoLayout* list = null;
        byte[]? hostBytes = Terminated(host);
        byte[]? serviceBytes = Terminated(service);
        int code;
        fixed (byte* h = hostBytes)
        fixed (byte* s = serviceBytes)
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
            string canonical = at->CanonicalName == null ? "" : Text(at->CanonicalName);
            found.Add(new FoundAddress(at->Family, at->SocketType, at->Protocol, canonical, address));
        }

        freeaddrinfo(list);
        return 0;
    }

    /// <summary>gai_strerror(3)</summary>
    internal static string GetAddrInfoErrorText(int code) => Text(gai_strerror(code));

    /// <summary>if_nametoindex(3), whose failure is 0.</summary>
    internal static SysResult InterfaceIndex(string name)
    {
        Platform.Demand();
        fixed (byte* n = Terminated(name))
        {
            uint index = if_nametoindex(n);
            return index == 0 ? SysResult.Of(-1) : SysResult.Success((nint)index);
        }
    }

    /// <summary>gethostname(2)</summary>
    internal static SysResult GetHostName(out string name)
    {
        Platform.Demand();
        byte* buffer = stackalloc byte[HostNameSize];
        SysResult got = SysResult.Of(gethostname(buffer, HostNameSize - 1));
        name = got.Failed ? "" : Text(buffer);
        return got;
    }

    // HOST_NAME_MAX is 64 on Linux; the buffer is larger and keeps a zero byte at its end.
    private const int HostNameSize = 256;

    private static byte[]? Terminated(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + "\0");

    private static string Text(byte* zeroTerminated) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(zeroTerminated));

    [LibraryImport("libc")]
    private static partial int getaddrinfo(byte* host, byte* service, AddressInfoLayout* hints, AddressInfoLayout** list);

    [LibraryImport("libc")]
    private static partial void freeaddrinfo(AddressInfoLayout* list);

    [LibraryImport("libc")]
    private static partial byte* gai_strerror(int code);

    [LibraryImport("libc")]
    private static partial uint if_nametoindex(byte* name);

    [LibraryImport("libc")]
    private static partial int gethostname(byte* name, nuint length);
}
