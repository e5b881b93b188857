using Sockeye.Cli.Tests.Running;

namespace Sockeye.Samples.Tests;

/// <summary>samples/tls-upgrade has both of its sides in one program.</summary>
public sealed class TlsUpgradeTests
{
    [Fact]
    public void TheSecret_IsToldInTlsAlone()
    {
        using Peer sample = Sample.Start("TlsUpgrade");
        Ended ended = sample.End();
        Assert.Equal(
            """
            Client: secret
            Server: not in plain text
            Client: starttls
            Server: go ahead
            (Tls13 with CN=localhost)
            Client: secret
            Server: the cake is in the cupboard

            """,
            ended.Output);
        Assert.Equal(0, ended.ExitCode);
    }
}
