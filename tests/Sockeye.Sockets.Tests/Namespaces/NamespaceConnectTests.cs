using System.Net;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>Connecting to where nobody answers and to where no way leads.</summary>
public sealed class NamespaceConnectTests(SharedNamespacePair shared) : NamespaceTests(shared), IClassFixture<SharedNamespacePair>
{
    /// <summary>Packets go out and nobody answers, not even "unreachable".</summary>
    [NamespaceTheory]
    [InlineData(Family.AF_INET)]
    [InlineData(Family.AF_INET6)]
    public void ConnectToSilence_EndsByTimeout(Family family)
    {
        IPEndPoint silent = Silence(family);
        Socket client = Keep(Pair.Near(() => new Socket(family)));
        client.Timeout = TimeSpan.FromMilliseconds(200);
        SocketTimeoutException ended = Assert.Throws<SocketTimeoutException>(() => client.Connect(silent));
        Assert.Equal(silent, ended.RemoteEndPoint);
        Assert.Contains("timed out after 0.2 s", ended.Message, StringComparison.Ordinal);
        Assert.Equal(TcpState.SynSent, client.Options.TcpInfo.State);
    }

    [NamespaceFact]
    public void TryConnectToSilence_AnswersWithTheError()
    {
        IPEndPoint silent = Silence(Family.AF_INET);
        Socket client = Keep(Pair.Near(() => new Socket()));
        client.Timeout = TimeSpan.FromMilliseconds(50);
        Assert.Equal(Errno.ETIMEDOUT, client.TryConnect(silent));
    }

    [NamespaceFact]
    public void ADeadline_EndsAConnectToSilence()
    {
        IPEndPoint silent = Silence(Family.AF_INET);
        Socket client = Keep(Pair.Near(() => new Socket()));
        client.Deadline = Deadline.After(TimeSpan.FromMilliseconds(50));
        Assert.Contains("deadline", Assert.Throws<SocketTimeoutException>(() => client.Connect(silent)).Message, StringComparison.Ordinal);
    }

    [NamespaceTheory]
    [InlineData(Family.AF_INET, "203.0.113.9")]
    [InlineData(Family.AF_INET6, "2001:db8::9")]
    public void ConnectWithoutARoute_IsUnreachableAtOnce(Family family, string address)
    {
        Socket client = Keep(Pair.Near(() => new Socket(family)));
        client.Blocking = false;    // at once: there is no waiting at all
        IPEndPoint nowhere = new(IPAddress.Parse(address), 7);
        DestinationUnreachableException refused = Assert.Throws<DestinationUnreachableException>(() => client.Connect(nowhere));
        Assert.Equal(Errno.ENETUNREACH, refused.Errno);
        Assert.StartsWith($"connect to {nowhere}: ", refused.Message, StringComparison.Ordinal);
        Socket datagrams = Keep(Pair.Near(() => new Socket(family, SocketKind.SOCK_DGRAM)));
        Assert.Throws<DestinationUnreachableException>(() => datagrams.SendTo("x"u8, nowhere));
    }

    /// <summary>An address of our own network that no machine has: the neighbours are asked for some seconds.</summary>
    [NamespaceTheory]
    [InlineData(Family.AF_INET, "10.77.0.99")]
    [InlineData(Family.AF_INET6, "fd77::99")]
    [Trait("Category", "Slow")]
    public void ConnectToAnAddressNobodyHas_IsUnreachable(Family family, string address)
    {
        Socket client = Keep(Pair.Near(() => new Socket(family)));
        DestinationUnreachableException refused = Assert.Throws<DestinationUnreachableException>(() => client.Connect(new IPEndPoint(IPAddress.Parse(address), 7)));
        Assert.Equal(Errno.EHOSTUNREACH, refused.Errno);
    }

    // A network behind the far machine, which forwards nothing and says nothing.
    private IPEndPoint Silence(Family family)
    {
        bool six = family == Family.AF_INET6;
        Pair.NearIp($"route replace {(six ? "fd99::/64" : "10.99.0.0/24")} via {NamespacePair.FarAddress(family)}");
        Pair.FarIp($"route replace blackhole {(six ? "fd99::/64" : "10.99.0.0/24")}");
        return new IPEndPoint(IPAddress.Parse(six ? "fd99::9" : "10.99.0.9"), 7);
    }
}
