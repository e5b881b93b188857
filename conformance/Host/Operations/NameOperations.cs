using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Hosts, services, protocols and interfaces.</summary>
internal static class NameOperations
{
    internal static IEnumerable<object> GetAddrInfo(string? host, string? service, Family family, SocketKind kind, Protocol protocol, AddressInfoFlags flags)
        => Names.GetAddrInfo(host, service, family, kind, protocol, flags)
            .Select(static one => (object)(one.Family, one.Kind, one.Protocol, one.CanonicalName ?? "", one.EndPoint));

    internal static (string Host, string Service) GetNameInfo(Family family, PythonAddress address, NameInfoFlags flags)
    {
        NameInfo name = Names.GetNameInfo(address.For(family), flags);
        return (name.Host, name.Service);
    }

    internal static string GetHostByName(string name) => Names.GetHostByName(name).ToString();

    internal static object GetHostByNameEx(string name) => Entry(Names.GetHostByNameEx(name));

    internal static object GetHostByAddr(string address) => Entry(Names.GetHostByAddr(address));

    internal static string GetHostName() => Names.GetHostName();

    internal static void SetHostName(string name) => Names.SetHostName(name);

    internal static int GetServByName(string name, string? protocol) => Names.GetServByName(name, protocol);

    internal static string GetServByPort(int port, string? protocol) => Names.GetServByPort(port, protocol);

    internal static Protocol GetProtoByName(string name) => Names.GetProtoByName(name);

    internal static IEnumerable<object> IfNameIndex() => Names.IfNameIndex().Select(static one => (object)(one.Index, one.Name));

    internal static int IfNameToIndex(string name) => Names.IfNameToIndex(name);

    internal static string IfIndexToName(int index) => Names.IfIndexToName(index);

    private static object Entry(HostEntry host) => (host.Name, host.Aliases, host.Addresses.Select(static (IPAddress one) => one.ToString()));
}
