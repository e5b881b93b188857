using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>gethostbyname(3) and gethostbyaddr(3), in the forms that keep their answer in the caller's memory.</summary>
internal static unsafe partial class HostCalls
{
    /// <summary>Enough for nearly every host; the buffer grows for one with more names and addresses.</summary>
    private const int FirstSize = 1024;

    /// <summary>A host whose names and addresses do not fit a megabyte is no host.</summary>
    private const int MaxSize = 1024 * 1024;

    /// <summary>NETDB_INTERNAL, for which musl has no name: errno says why.</summary>
    private const int InternalFailure = -1;

    /// <summary>NO_RECOVERY: for an answer that is none and gives no reason.</summary>
    private const int NoRecovery = 3;

    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int AddressSize4 = 4;

    /// <summary>gethostbyname_r(3): IPv4. 0, or what h_errno says; with NETDB_INTERNAL <paramref name="error"/> says why.</summary>
    internal static int ByName(string name, out FoundHost found, out Errno error)
    {
        byte[] bytes = ZeroTerminated.Bytes(name)!;
        return Ask(bytes, byName: true, out found, out error);
    }

    /// <summary>gethostbyaddr_r(3). Four bytes are IPv4, sixteen IPv6. Answers as above.</summary>
    internal static int ByAddress(byte[] address, out FoundHost found, out Errno error) => Ask(address, byName: false, out found, out error);

    // Invariant: the answer's pointers point into the buffer, so it stays fixed until all is copied.
    private static int Ask(byte[] question, bool byName, out FoundHost found, out Errno error)
    {
        Platform.Demand();
        for (int size = FirstSize; ; size *= 2)
        {
            fixed (byte* buffer = new byte[size])
            fixed (byte* q = question)
            {
                HostEntryLayout entry;
                HostEntryLayout* answer = null;
                int why = 0;
                int code = byName
                    ? gethostbyname_r(q, &entry, buffer, (nuint)size, &answer, &why)
                    : gethostbyaddr_r(q, (uint)question.Length, question.Length == AddressSize4 ? AF_INET : AF_INET6, &entry, buffer, (nuint)size, &answer, &why);
                if (code == (int)Errno.ERANGE && size < MaxSize)
                {
                    continue;
                }

                // Of "not found" the C libraries disagree whether the code is 0; that there is no answer is sure.
                if (answer == null)
                {
                    found = default;
                    error = why == InternalFailure ? (Errno)code : Errno.None;
                    return why == 0 ? NoRecovery : why;
                }

                found = Copy(answer);
                error = Errno.None;
                return 0;
            }
        }
    }

    private static FoundHost Copy(HostEntryLayout* entry)
    {
        var addresses = new List<byte[]>();
        for (byte** at = entry->Addresses; at != null && *at != null; at++)
        {
            addresses.Add(new ReadOnlySpan<byte>(*at, entry->AddressLength).ToArray());
        }

        return new FoundHost(ZeroTerminated.Text(entry->Name), ZeroTerminated.Texts(entry->Aliases), [.. addresses]);
    }

    [LibraryImport("libc")]
    private static partial int gethostbyname_r(byte* name, HostEntryLayout* entry, byte* buffer, nuint size, HostEntryLayout** answer, int* why);

    [LibraryImport("libc")]
    private static partial int gethostbyaddr_r(
        byte* address, uint length, int family, HostEntryLayout* entry, byte* buffer, nuint size, HostEntryLayout** answer, int* why);
}
