using System.Net;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

// Hosts, the older way: one name, all its names and addresses. New programs ask getaddrinfo, which knows both families.
public static partial class Names
{
    private const string Broadcast = "<broadcast>";

    /// <summary>A host's IPv4 address, the first of several. Python: <c>gethostbyname</c>.</summary>
    /// <param name="name">A name or a numeric address. As in Python, empty is 0.0.0.0 and "&lt;broadcast&gt;" 255.255.255.255.</param>
    /// <param name="options">How long it may take; null for as long as it needs.</param>
    /// <exception cref="NameResolutionException">The host is not known, or has no IPv4 address.</exception>
    /// <exception cref="SocketTimeoutException">Time was up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">The name has a zero character in it.</exception>
    public static IPAddress GetHostByName(string name, LookupOptions? options = null)
        => Ask(FirstOf(name), options);

    /// <summary>A host's canonical name, its aliases and all its IPv4 addresses: gethostbyname(3). Python: <c>gethostbyname_ex</c>.</summary>
    /// <param name="name">A name or a numeric address.</param>
    /// <param name="options">How long it may take; null for as long as it needs.</param>
    /// <inheritdoc cref="GetHostByName(string, LookupOptions?)" path="/exception"/>
    public static HostEntry GetHostByNameEx(string name, LookupOptions? options = null)
        => Ask(AllOf(name), options);

    /// <summary>The names of an address: gethostbyaddr(3).</summary>
    /// <param name="address">An IPv4 or IPv6 address, or as in Python a host's name, which is looked up first.</param>
    /// <param name="options">How long it may take; null for as long as it needs.</param>
    /// <returns>The canonical name, the aliases, and the address again.</returns>
    /// <exception cref="NameResolutionException">The address has no name, or the name no address.</exception>
    /// <exception cref="SocketTimeoutException">Time was up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">The name has a zero character in it.</exception>
    public static HostEntry GetHostByAddr(string address, LookupOptions? options = null)
        => Ask(NamesOf(address), options);

    /// <inheritdoc cref="GetHostByAddr(string, LookupOptions?)"/>
    public static HostEntry GetHostByAddr(IPAddress address, LookupOptions? options = null)
        => Ask(NamesOf(address), options);

    /// <summary>A host's name with its domain. Python: <c>getfqdn</c>.</summary>
    /// <param name="name">A name or an address; empty, "0.0.0.0" or "::" for this machine.</param>
    /// <param name="options">How long it may take; null for as long as it needs.</param>
    /// <returns>The first of canonical name and aliases that has a dot; else the canonical name; the name itself where it is not known.</returns>
    /// <exception cref="SocketTimeoutException">Time was up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">The name has a zero character in it.</exception>
    public static string GetFqdn(string name = "", LookupOptions? options = null)
        => Ask(WholeNameOf(name), options);

    private static Lookup<IPAddress> FirstOf(string name)
    {
        Check(name);
        return new Lookup<IPAddress>("gethostbyname", Of(name), () => FirstAddress("gethostbyname", name, Family.AF_INET));
    }

    private static Lookup<HostEntry> AllOf(string name)
    {
        Check(name);
        return new Lookup<HostEntry>("gethostbyname", Of(name), () => ByName(name));
    }

    private static Lookup<HostEntry> NamesOf(string address)
    {
        Check(address);
        return new Lookup<HostEntry>("gethostbyaddr", Of(address), () => ByAddress(address));
    }

    private static Lookup<HostEntry> NamesOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new Lookup<HostEntry>("gethostbyaddr", $"of {address}", () => ByAddress(address));
    }

    private static Lookup<string> WholeNameOf(string name)
    {
        Check(name);
        name = name.Trim();
        string asked = name is "" or "0.0.0.0" or "::" ? GetHostName() : name;
        return new Lookup<string>("getfqdn", Of(asked), () => WithDomain(asked));
    }

    private static string WithDomain(string name)
    {
        try
        {
            HostEntry host = ByAddress(name);
            return host.Aliases.Prepend(host.Name).FirstOrDefault(static one => one.Contains('.', StringComparison.Ordinal)) ?? host.Name;
        }
        catch (NameResolutionException)
        {
            return name;
        }
    }

    private static IPAddress FirstAddress(string operation, string name, Family family)
    {
        if (name == Broadcast)
        {
            return IPAddress.Broadcast;
        }

        // One kind is enough: the same addresses come for each.
        var question = new AddressQuestion(name, null) { Operation = operation, Family = family, Kind = SocketKind.SOCK_DGRAM };
        return name.Length == 0 && family == Family.AF_INET
            ? IPAddress.Any
            : ((IPEndPoint)question.Ask()[0].EndPoint).Address;
    }

    private static HostEntry ByName(string name)
    {
        string ascii = HostText.ToAscii(name, "gethostbyname")!;
        var code = (HostError)HostCalls.ByName(ascii, out FoundHost found, out Errno error);
        return Entry(code, error, found, "gethostbyname", Of(name));
    }

    private static HostEntry ByAddress(string address) => ByAddress(FirstAddress("gethostbyaddr", address, Family.AF_UNSPEC));

    private static HostEntry ByAddress(IPAddress address)
    {
        var code = (HostError)HostCalls.ByAddress(address.GetAddressBytes(), out FoundHost found, out Errno error);
        return Entry(code, error, found, "gethostbyaddr", $"of {address}");
    }

    private static HostEntry Entry(HostError code, Errno error, FoundHost found, string operation, string target)
        => code == HostError.None
            ? new HostEntry(found.Name, found.Aliases, Array.ConvertAll(found.Addresses, static bytes => new IPAddress(bytes)))
            : throw LookupFault.OfHost(operation, target, code, error);

    private static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        HostText.ThrowIfCut(name, nameof(name));
    }

    private static string Of(string name) => "of " + HostText.Shown(name);
}
