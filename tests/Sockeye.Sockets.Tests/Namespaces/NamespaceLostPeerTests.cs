using System.Net;

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

    [NamespaceFact]
    [Trait("Category", "Slow")]
    public void ADownInterface_IsUnreachable()
    {
        Pair.NearIp("link set cable0 down");
        Socket client = Keep(Pair.Near(() => new Socket()));
        Assert.Throws<DestinationUnreachableException>(() => client.Connect(new IPEndPoint(NamespacePair.FarAddress(Family.AF_INET), 7)));
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
        Assert.True(ended is not SocketTimeoutException timedOut || timedOut.IsConnectionLost, ended.Message);
        return ended;
    }
}
