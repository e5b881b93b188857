using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>The system's tables of services and protocols: getservbyname(3), getprotobyname(3) and their like.</summary>
/// <remarks>
/// These answer in static memory, and reading all of a table has one position a process. (glibc has forms with the caller's
/// memory, musl has not.) Invariant: each call and the copying of its answer happen under one lock.
/// </remarks>
internal static unsafe partial class ServiceCalls
{
    private static readonly Lock Table = new();

    /// <summary>getservbyname(3); null where there is none. Without a protocol, the first of any.</summary>
    internal static FoundService? ServiceByName(string name, string? protocol)
    {
        Platform.Demand();
        fixed (byte* n = ZeroTerminated.Bytes(name))
        fixed (byte* p = ZeroTerminated.Bytes(protocol))
        {
            lock (Table)
            {
                return Copy(getservbyname(n, p));
            }
        }
    }

    /// <summary>getservbyport(3); null where there is none. <paramref name="port"/> is in the machine's byte order.</summary>
    internal static FoundService? ServiceByPort(ushort port, string? protocol)
    {
        Platform.Demand();
        fixed (byte* p = ZeroTerminated.Bytes(protocol))
        {
            lock (Table)
            {
                return Copy(getservbyport(BinaryPrimitives.ReverseEndianness(port), p));
            }
        }
    }

    /// <summary>getservent(3), from the first to the last.</summary>
    internal static List<FoundService> Services()
    {
        Platform.Demand();
        var all = new List<FoundService>();
        lock (Table)
        {
            setservent(stayOpen: 1);
            while (Copy(getservent()) is { } one)
            {
                all.Add(one);
            }

            endservent();
        }

        return all;
    }

    /// <summary>getprotobyname(3); null where there is none.</summary>
    internal static FoundProtocol? ProtocolByName(string name)
    {
        Platform.Demand();
        fixed (byte* n = ZeroTerminated.Bytes(name))
        {
            lock (Table)
            {
                return Copy(getprotobyname(n));
            }
        }
    }

    /// <summary>getprotobynumber(3); null where there is none.</summary>
    internal static FoundProtocol? ProtocolByNumber(int number)
    {
        Platform.Demand();
        lock (Table)
        {
            return Copy(getprotobynumber(number));
        }
    }

    /// <summary>getprotoent(3), from the first to the last.</summary>
    internal static List<FoundProtocol> Protocols()
    {
        Platform.Demand();
        var all = new List<FoundProtocol>();
        lock (Table)
        {
            setprotoent(stayOpen: 1);
            while (Copy(getprotoent()) is { } one)
            {
                all.Add(one);
            }

            endprotoent();
        }

        return all;
    }

    private static FoundService? Copy(ServiceEntryLayout* entry) => entry == null ? null : new FoundService(
        ZeroTerminated.Text(entry->Name),
        ZeroTerminated.Texts(entry->Aliases),
        BinaryPrimitives.ReverseEndianness((ushort)entry->Port),
        ZeroTerminated.Text(entry->Protocol));

    private static FoundProtocol? Copy(ProtocolEntryLayout* entry)
        => entry == null ? null : new FoundProtocol(ZeroTerminated.Text(entry->Name), ZeroTerminated.Texts(entry->Aliases), entry->Number);

    [LibraryImport("libc")]
    private static partial ServiceEntryLayout* getservbyname(byte* name, byte* protocol);

    [LibraryImport("libc")]
    private static partial ServiceEntryLayout* getservbyport(int port, byte* protocol);

    [LibraryImport("libc")]
    private static partial void setservent(int stayOpen);

    [LibraryImport("libc")]
    private static partial ServiceEntryLayout* getservent();

    [LibraryImport("libc")]
    private static partial void endservent();

    [LibraryImport("libc")]
    private static partial ProtocolEntryLayout* getprotobyname(byte* name);

    [LibraryImport("libc")]
    private static partial ProtocolEntryLayout* getprotobynumber(int number);

    [LibraryImport("libc")]
    private static partial void setprotoent(int stayOpen);

    [LibraryImport("libc")]
    private static partial ProtocolEntryLayout* getprotoent();

    [LibraryImport("libc")]
    private static partial void endprotoent();
}
