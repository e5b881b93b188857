using System.Net;

namespace Sockeye.Sockets;

// The older host calls while the caller goes on: each is asked on one of a few threads that do nothing else.
public static partial class Names
{
    /// <summary><see cref="GetHostByName(string, LookupOptions?)"/>, awaited.</summary>
    /// <inheritdoc cref="GetHostByName(string, LookupOptions?)"/>
    public static Task<IPAddress> GetHostByNameAsync(string name, LookupOptions? options = null) => AskAsync(FirstOf(name), options);

    /// <summary><see cref="GetHostByNameEx(string, LookupOptions?)"/>, awaited.</summary>
    /// <inheritdoc cref="GetHostByNameEx(string, LookupOptions?)"/>
    public static Task<HostEntry> GetHostByNameExAsync(string name, LookupOptions? options = null) => AskAsync(AllOf(name), options);

    /// <summary><see cref="GetHostByAddr(string, LookupOptions?)"/>, awaited.</summary>
    /// <inheritdoc cref="GetHostByAddr(string, LookupOptions?)"/>
    public static Task<HostEntry> GetHostByAddrAsync(string address, LookupOptions? options = null) => AskAsync(NamesOf(address), options);

    /// <inheritdoc cref="GetHostByAddrAsync(string, LookupOptions?)"/>
    public static Task<HostEntry> GetHostByAddrAsync(IPAddress address, LookupOptions? options = null) => AskAsync(NamesOf(address), options);

    /// <summary><see cref="GetFqdn(string, LookupOptions?)"/>, awaited.</summary>
    /// <inheritdoc cref="GetFqdn(string, LookupOptions?)"/>
    public static Task<string> GetFqdnAsync(string name = "", LookupOptions? options = null) => AskAsync(WholeNameOf(name), options);
}
