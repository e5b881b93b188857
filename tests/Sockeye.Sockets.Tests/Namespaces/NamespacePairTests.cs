namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>The pair of namespaces itself.</summary>
public sealed class NamespacePairTests
{
    [NamespaceFact]
    [Trait("Category", "Slow")]
    public void WhatAKilledRunLeftBehind_IsRemovedByTheNext()
    {
        const string noProcess = "4194305";   // one more than the kernel's largest
        NamespacePair.AddNamespace($"{noProcess}-1-near");
        Assert.True(NamespacePair.Exists($"{noProcess}-1-near"));
        using var next = new NamespacePair();
        Assert.False(NamespacePair.Exists($"{noProcess}-1-near"));
    }

    [NamespaceFact]
    [Trait("Category", "Slow")]
    public void ASocket_StaysWhereItWasMade()
    {
        using var pair = new NamespacePair();
        using Socket near = pair.Near(static () => Socket.CreateServer(OptionsScene.Loopback(Family.AF_INET)));
        Assert.Throws<ConnectionRefusedException>(() => Socket.CreateConnection(near.LocalEndPoint));
        Assert.Throws<ConnectionRefusedException>(() => pair.Far(() => Socket.CreateConnection(near.LocalEndPoint)));
        using Socket client = pair.Near(() => Socket.CreateConnection(near.LocalEndPoint));
        using Socket accepted = near.Accept();
    }
}
