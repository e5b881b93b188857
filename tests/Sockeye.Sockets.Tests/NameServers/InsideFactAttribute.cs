using Sockeye.Sockets.Tests.Namespaces;

namespace Sockeye.Sockets.Tests.NameServers;

/// <summary>A test whose body runs in a <see cref="NamesScene"/>: skipped, with the reason, where one cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InsideFactAttribute : FactAttribute
{
    public InsideFactAttribute() => Skip = NamespacePair.WhyNot ?? Machine.WhyNot("dnsmasq", "unshare", "nsenter", "ip");
}
