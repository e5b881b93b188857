using Sockeye.Connections.Tls;

namespace Sockeye.Servers.Tests.Tls;

/// <summary>A certificate that the tests of this process share, and a client that trusts it.</summary>
internal static class Pki
{
    internal static ServerCertificates Development { get; } = ServerCertificates.Development();

    internal static TlsClientOptions Client { get; } = new() { HostName = "localhost", Trust = Development.AsTrust() };
}
