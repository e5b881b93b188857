using System.Globalization;
using System.Net;
using System.Text;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Ftp;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Tests.Ftp;

/// <summary>Commands and replies stay in step, nothing that was said for one transfer is meant for the next, and both connections go the same way.</summary>
public sealed class FtpStepTests
{
    public static TheoryData<bool> Forms => [true, false];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AnArgumentThatIsRefused_LeavesNothingWithTheServer(bool blocking)
    {
        await using ScriptedServer server = Greeted().ExpectLine("NOOP").Say("200 ok\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            Assert.Equal(Blame.Caller, (await Assert.ThrowsAsync<ProtocolException>(() => talk.Fetch("a\nb", new FtpTransferOptions { Offset = 5 }))).Blame);
            Assert.Equal(Blame.Caller, (await Assert.ThrowsAsync<ProtocolException>(() => talk.Do(static ftp => ftp.Size("a\nb"), static ftp => ftp.SizeAsync("a\nb")))).Blame);
            await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AnOffsetWhoseTransferWasRefused_IsTakenBack(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Close().Serve();
        await using ScriptedServer second = new PeerScript().Say("all of it").Close().Serve();
        await using ScriptedServer third = new PeerScript().Say("again").Close().Serve();
        await using ScriptedServer server = Greeted().ExpectLine("TYPE I").Say("200 ok\r\n")
            .ExpectLine("EPSV").Say(Extended(data)).ExpectLine("REST 5").Say("350 from there\r\n").ExpectLine("RETR f").Say("550 no such file\r\n")
            .ExpectLine("REST 0").Say("350 from there\r\n").ExpectLine("EPSV").Say(Extended(second)).ExpectLine("RETR g").Say("150 here\r\n226 done\r\n")
            .ExpectLine("EPSV").Say(Extended(third)).ExpectLine("RETR h").Say("150 here\r\n226 done\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            await Assert.ThrowsAsync<FtpReplyException>(() => talk.Fetch("f", new FtpTransferOptions { Offset = 5 }));
            Assert.Equal("all of it", Encoding.ASCII.GetString(await talk.Fetch("g")));
            Assert.Equal("again", Encoding.ASCII.GetString(await talk.Fetch("h")));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [NeedsTheory("pyftpdlib")]
    [MemberData(nameof(Forms))]
    public async Task APyftpdlib_ThatKeepsTheOffset_SendsTheNextFileWhole(bool blocking)
    {
        using var server = new Pyftpdlib();
        await File.WriteAllTextAsync(Path.Combine(server.Root, "in", "f"), "0123456789");
        File.CreateSymbolicLink(Path.Combine(server.Root, "in", "out"), "/etc/passwd");        // it leads out, and is refused before its position is looked at
        using FtpTalk talk = await FtpTalk.To(server, blocking);
        await Assert.ThrowsAsync<FtpReplyException>(() => talk.Fetch("in/out", new FtpTransferOptions { Offset = 5 }));
        Assert.Equal(2, (await talk.Do(static ftp => ftp.ListNames("in"), static ftp => ftp.ListNamesAsync("in"))).Count);
        await Assert.ThrowsAsync<FtpReplyException>(() => talk.Fetch("in/out", new FtpTransferOptions { Offset = 5 }));
        Assert.Equal("0123456789"u8.ToArray(), await talk.Fetch("in/f"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AWordInFrontOf150_IsReadOver(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("first").Close().Serve();
        await using ScriptedServer second = new PeerScript().Say("second").Close().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("RETR f").Say("200 well\r\n").Say("150 here\r\n").Say("226 done\r\n")
            .ExpectLine("EPSV").Say(Extended(second)).ExpectLine("RETR g").Say("150 here\r\n226 done\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            Assert.Equal("first", Encoding.ASCII.GetString(await talk.Fetch("f")));
            Assert.Equal("second", Encoding.ASCII.GetString(await talk.Fetch("g")));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AWordInFrontOfARefusal_CostsNothing_AndTwoWordsWithoutATransfer_EndIt(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Close().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("RETR f").Say("200 well\r\n425 no\r\n").ExpectLine("NOOP").Say("200 ok\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            Assert.Equal(425, (await Assert.ThrowsAsync<FtpReplyException>(() => talk.Fetch("f"))).Code);
            await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
        await using ScriptedServer more = new PeerScript().Close().Serve();
        await using ScriptedServer chatty = Passive(more).ExpectLine("RETR f").Say("200 well\r\n226 done\r\n").ExpectReset().Serve();
        using FtpTalk lost = await FtpTalk.To(chatty.LocalEndPoint, blocking);
        ProtocolException twice = await Assert.ThrowsAsync<ProtocolException>(() => lost.Fetch("f"));
        Assert.Equal((ProtocolError.Malformed, chatty.LocalEndPoint.ToString()), (twice.Kind, twice.Peer));
        await Assert.ThrowsAsync<InvalidOperationException>(() => lost.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync()));
        await chatty.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AReplyThatNobodyHasAskedFor_EndsIt(bool blocking)
    {
        await using ScriptedServer server = Greeted().ExpectLine("NOOP").Say("200 ok\r\n200 and ok\r\n").ExpectReset().Serve();
        using FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking);
        await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        ProtocolException unasked = await Assert.ThrowsAsync<ProtocolException>(() => talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync()));
        Assert.Equal((ProtocolError.Malformed, Blame.Peer), (unasked.Kind, unasked.Blame));
        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [InlineData("pass")]
    [InlineData("Acct")]
    public async Task APasswordInACommandOfOnesOwn_IsInNoRecord(string verb)
    {
        var record = new Conversation();
        await using ScriptedServer server = Greeted().ExpectLine(verb + " sesame").Say("230 in\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, true, new FtpOptions { Client = new ClientOptions { Conversation = record } }))
        {
            talk.Ftp.Command(verb, "sesame");
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
        Assert.DoesNotContain("sesame", DialogueWriter.ToText(record), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AHostThatNeedsNoProxy_NeedsNoneForItsData(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("the data").Close().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("RETR f").Say("150 here\r\n226 done\r\n").ExpectEnd().Serve();
        using var nobody = new Socket();
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Proxy proxy = Proxy.Parse($"http://{nobody.LocalEndPoint}") with { Bypass = ["localhost"] };
        var options = new FtpOptions { Client = new ClientOptions { Dialer = new Dialer(new DialerOptions { Proxy = proxy }) } };
        using (FtpTalk talk = await FtpTalk.To("localhost", ((IPEndPoint)server.LocalEndPoint).Port, blocking, options))
        {
            Assert.Equal("the data", Encoding.ASCII.GetString(await talk.Fetch("f")));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [NeedsTheory(Machine.Loopback6)]
    [MemberData(nameof(Forms))]
    public async Task AnOldServer_BehindAProxyOfIPv6_IsAskedInTheOldWay(bool blocking)
    {
        await using ScriptedServer both = new PeerScript().ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 ok\r\n\r\n").Say("220 ready\r\n").ExpectLine("TYPE I").Say("200 ok\r\n")
            .ExpectLine("EPSV").Say("500 what?\r\n").ExpectLine("PASV").Say("425 not now\r\n").ExpectEnd().Serve(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var options = new FtpOptions { Client = new ClientOptions { Dialer = new Dialer(new DialerOptions { Proxy = Proxy.Parse($"http://{both.LocalEndPoint}") }) } };
        using (FtpTalk talk = await FtpTalk.To("ftp.test", 21, blocking, options))
        {
            Assert.Equal("PASV", (await Assert.ThrowsAsync<FtpReplyException>(() => talk.Fetch("f"))).Command);
        }

        await both.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ADataConnectionThatIsResetBeforeItsEnd_IsExplainedByTheServer(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Expect("x").Reset().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("STOR f").Say("150 come on\r\n552 the disk is full\r\n").ExpectLine("NOOP").Say("200 ok\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            using FtpStream file = await talk.Do(static ftp => ftp.OpenWrite("f"), static ftp => ftp.OpenWriteAsync("f"));
            await talk.Do(_ => file.Write("x"u8), _ => file.WriteAsync("x"u8.ToArray(), 0, 1));
            await data.Done.WaitAsync(FtpTalk.Patience);
            FtpReplyException full = await Assert.ThrowsAsync<FtpReplyException>(() => talk.Do(_ => file.Complete(), _ => file.CompleteAsync()));
            Assert.Equal(("STOR", 552), (full.Command, full.Code));
            await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AListingThatDrips_HasOneTimeoutForAllOfIt(bool blocking)
    {
        await using var data = new DrippingServer("x\r\n");
        await using ScriptedServer server = Listing(data.Port).ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking, new FtpOptions { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(1) } }))
        {
            await Assert.ThrowsAsync<SocketTimeoutException>(() => talk.Do(static ftp => ftp.ListNames(), static ftp => ftp.ListNamesAsync()));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ManyShortLines_CountForWhatTheyTake(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say(string.Concat(Enumerable.Repeat("\r\n", 100))).Close().Serve();
        await using ScriptedServer server = Listing(((IPEndPoint)data.LocalEndPoint).Port).ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking, new FtpOptions { MaximumListing = 5000 }))
        {
            ProtocolException much = await Assert.ThrowsAsync<ProtocolException>(() => talk.Do(static ftp => ftp.ListNames(), static ftp => ftp.ListNamesAsync()));
            Assert.Equal(ProtocolError.TooLarge, much.Kind);
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    private static PeerScript Greeted() => new PeerScript().Say("220 ready\r\n");

    private static PeerScript Passive(ScriptedServer data) => Greeted().ExpectLine("TYPE I").Say("200 ok\r\n").ExpectLine("EPSV").Say(Extended(data));

    private static PeerScript Listing(int port) => Greeted().ExpectLine("TYPE A").Say("200 ok\r\n").ExpectLine("EPSV").Say(Extended(port)).ExpectLine("NLST").Say("150 here\r\n");

    private static string Extended(ScriptedServer data) => Extended(((IPEndPoint)data.LocalEndPoint).Port);

    private static string Extended(int port) => string.Create(CultureInfo.InvariantCulture, $"229 here (|||{port}|)\r\n");
}
