using System.Net;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>A peer whose machine is gone says nothing: what ends the wait.</summary>
public sealed class NamespaceLostPeerTests : NamespaceTests
{
    public static TheoryData<Family, bool> Ways => new()
    {
        { Family.AF_INET, false },
        { Family.AF_INET, true },
        { Family.AF_INET6, false },
        { Family.AF_INET6, true },
    };

    /// <summary>In the kernel's own wait, and in ours with a timeout that is too long to matter.</summary>
    [NamespaceTheory]
    [MemberData(nameof(Ways))]
    [Trait("Category", "Slow")]
    public void KeepAlive_EndsAReceive(Family family, bool withTimeout)
    {
        Socket client = Connect(family, withTimeout);
        client.Options.KeepAlive = true;
        client.Options.KeepAliveIdle = TimeSpan.FromSeconds(1);
        client.Options.KeepAliveInterval = TimeSpan.FromSeconds(1);
        client.Options.KeepAliveProbes = 2;
        SocketFaultException ended = EndsWithoutThePeer(client, () => client.Receive(1));
        Assert.Equal("recv", ended.Operation);
    }

    [NamespaceTheory]
    [MemberData(nameof(Ways))]
    [Trait("Category", "Slow")]
    public void UserTimeout_EndsASendAll(Family family, bool withTimeout)
    {
        Socket client = Connect(family, withTimeout);
        client.Options.UserTimeout = TimeSpan.FromSeconds(1);
        byte[] much = new byte[50_000_000];
        SocketFaultException ended = EndsWithoutThePeer(client, () => client.SendAll(much));
        Assert.Equal("send", ended.Operation);
        Assert.InRange(ended.BytesTransferred, 1, much.Length - 1);
    }

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

    [NamespaceFact]
    public void ADownInterface_IsUnreachable()
    {
        Pair.NearIp("link set cable0 down");
        Socket client = Keep(Pair.Near(() => new Socket()));
        Assert.Throws<DestinationUnreachableException>(() => client.Connect(new IPEndPoint(NamespacePair.FarAddress(Family.AF_INET), 7)));
    }

    // A network behind the far machine, which forwards nothing and says nothing.
    private IPEndPoint Silence(Family family)
    {
        bool six = family == Family.AF_INET6;
        Pair.NearIp($"route add {(six ? "fd99::/64" : "10.99.0.0/24")} via {NamespacePair.FarAddress(family)}");
        Pair.FarIp($"route add blackhole {(six ? "fd99::/64" : "10.99.0.0/24")}");
        return new IPEndPoint(IPAddress.Parse(six ? "fd99::9" : "10.99.0.9"), 7);
    }

    private Socket Connect(Family family, bool withTimeout)
    {
        using Socket listener = Pair.Far(() => Socket.CreateServer(new IPEndPoint(NamespacePair.FarAddress(family), 0)));
        listener.Timeout = Patience;
        Socket client = Keep(Pair.Near(() => Socket.CreateConnection(listener.LocalEndPoint)));
        Socket server = Keep(listener.Accept());
        client.SendAll("hello"u8);
        server.ReceiveExactly(new byte[5]);
        client.Timeout = withTimeout ? TimeSpan.FromMinutes(5) : null;
        return client;
    }

    private SocketFaultException EndsWithoutThePeer(Socket client, Action blockedCall)
    {
        Exception? seen = null;
        var thread = new Thread(() => seen = Record.Exception(blockedCall)) { IsBackground = true };
        thread.Start();
        Eventually.True(() => client.Descriptor.CallsInFlight > 0, Patience);
        Pair.FarMachineGoes();
        Assert.True(thread.Join(Patience), "the blocked call did not end");

        // The kernel's own verdict; on the way the neighbours may have been asked in vain, and then that is its reason.
        SocketFaultException ended = Assert.IsAssignableFrom<SocketFaultException>(seen);
        Assert.True(ended is SocketTimeoutException or DestinationUnreachableException, ended.Message);
        Assert.DoesNotContain("timed out after", ended.Message, StringComparison.Ordinal);
        return ended;
    }
}
