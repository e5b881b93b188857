namespace Sockeye.Sockets.Tests;

/// <summary>A test that needs a name with several addresses: skipped where localhost has only one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SeveralAddressesFactAttribute : FactAttribute
{
    public override string? Skip { get; set; } = OfLocalhost > 1 ? null : "localhost has one address here: a line '::1 localhost' in /etc/hosts gives it a second";

    internal static int OfLocalhost => Names.GetAddrInfo("localhost", 80, kind: SocketKind.SOCK_STREAM).Count;
}
