using System.Reflection;

namespace Sockeye.House.Tests.Docs;

/// <summary>What programs can name of our libraries, as documents write it: "Socket", "Socket.Bind".</summary>
internal static class PublicNames
{
    private static readonly Type[] s_ofEachRoom =
        [typeof(Native.Errno), typeof(Loops.LoopGroup), typeof(Sockets.Socket), typeof(Readiness.Select), typeof(Wire.Urls.Url), typeof(Connections.Connection), typeof(Servers.Server), typeof(Clients.Pinging.Pinger), typeof(Hosting.HostedServers)];

    internal static HashSet<string> All { get; } = Read();

    private static HashSet<string> Read()
    {
        var names = new HashSet<string>();
        foreach (Type type in s_ofEachRoom.SelectMany(static type => type.Assembly.GetExportedTypes()))
        {
            string typeName = type.Name.Split('`')[0];      // FramedConnection`1
            names.Add(typeName);
            names.UnionWith(type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance).Select(member => $"{typeName}.{member.Name}"));
            names.UnionWith(type.GetMethods(BindingFlags.NonPublic | BindingFlags.Instance).Where(static method => method.IsFamily).Select(method => $"{typeName}.{method.Name}"));
        }

        return names;
    }
}
