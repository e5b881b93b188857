using System.Globalization;
using System.Net;
using System.Text;
using Sockeye.Clients.Ftp;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Tests.Ftp;

/// <summary>Servers that say what no server may, or fall silent: a typed error within the limits, no hang, and both connections closed in the end.</summary>
public sealed class FtpNonsenseTests
{
    private static readonly FtpOptions Impatient = new() { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(1) } };

    public static TheoryData<bool> Forms => [true, false];

    public static TheoryData<string, ProtocolError, bool> Greetings
    {
        get
        {
            var all = new TheoryData<string, ProtocolError, bool>();
            foreach (bool blocking in (bool[])[true, false])
            {
                all.Add("hello, who is there?\r\n", ProtocolError.Malformed, blocking);
                all.Add("22\r\n", ProtocolError.Malformed, blocking);
                all.Add("999 out of range\r\n", ProtocolError.Malformed, blocking);
                all.Add("220" + new string('x', 10_000), ProtocolError.TooLarge, blocking);
                all.Add("220-hello\r\n" + string.Concat(Enumerable.Repeat("220-and more\r\n", 2_000)), ProtocolError.TooLarge, blocking);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Greetings))]
    public async Task AGreetingThatIsNone_OrNeverEnds_IsAnError(string greeting, ProtocolError kind, bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Say(greeting).ExpectReset().Serve();
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => FtpTalk.To(server.LocalEndPoint, blocking));
        Assert.Equal((kind, Blame.Peer, server.LocalEndPoint.ToString()), (wrong.Kind, wrong.Blame, wrong.Peer));
        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AReplyThatIsCutOff_AndOneThatDoesNotCome_AreErrors(bool blocking)
    {
        await using ScriptedServer half = new PeerScript().Say("220-welc").Close().Serve();
        Assert.Equal(ProtocolError.Truncated, (await Assert.ThrowsAsync<ProtocolException>(() => FtpTalk.To(half.LocalEndPoint, blocking))).Kind);
        await using ScriptedServer nothing = new PeerScript().Close().Serve();
        Assert.Equal(ProtocolError.Truncated, (await Assert.ThrowsAsync<ProtocolException>(() => FtpTalk.To(nothing.LocalEndPoint, blocking))).Kind);
        await using ScriptedServer silent = new PeerScript().Say("220-wait\r\n").ExpectReset().Serve();
        await Assert.ThrowsAsync<SocketTimeoutException>(() => FtpTalk.To(silent.LocalEndPoint, blocking, Impatient));
        await silent.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AfterATimeout_TheFirstCauseIsTold(bool blocking)
    {
        await using ScriptedServer server = Greeted().ExpectLine("NOOP").ExpectReset().Serve();
        using FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking, Impatient);
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync()));
        InvalidOperationException next = await Assert.ThrowsAsync<InvalidOperationException>(() => talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync()));
        Assert.Same(late, next.InnerException);
        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task TheAddressOf227_IsIgnored_InFavourOfTheServersOwn(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("the data").Close().Serve();
        int port = PortOf(data);
        await using ScriptedServer server = Typed().ExpectLine("EPSV").Say("502 what?\r\n").ExpectLine("PASV")
            .Say($"227 Entering Passive Mode (192,0,2,1,{port >> 8},{port & 255})\r\n")
            .ExpectLine("RETR f").Say("150 here\r\n226 done\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            Assert.Equal("the data", Encoding.UTF8.GetString(await talk.Fetch("f")));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
        await data.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [InlineData("229 Entering Extended Passive Mode\r\n", true)]
    [InlineData("229 Entering Extended Passive Mode (|||0|)\r\n", false)]
    [InlineData("229 Entering Extended Passive Mode (|||99999|)\r\n", true)]
    [InlineData("229 (|1|192.0.2.1|21|)\r\n", false)]
    public async Task A229WithoutAPort_IsAnError_AndTheConnectionGoesOn(string reply, bool blocking)
    {
        await using ScriptedServer server = Typed().ExpectLine("EPSV").Say(reply).ExpectLine("NOOP").Say("200 ok\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => talk.Fetch("f"));
            Assert.Equal((ProtocolError.Malformed, server.LocalEndPoint.ToString()), (wrong.Kind, wrong.Peer));
            await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task FewerBytesThanSaid_AreAnError(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("12345").Close().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("RETR f").Say("150 here\r\n226 done\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            ProtocolException cut = await Assert.ThrowsAsync<ProtocolException>(() => talk.Fetch("f", new FtpTransferOptions { Length = 6 }));
            Assert.Equal((ProtocolError.Truncated, 5L), (cut.Kind, cut.Offset));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task DataWithoutTheWordThatTheyAreAll_AreAnError(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("12345").Close().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("RETR f").Say("150 here\r\n").ExpectReset().Serve();
        using FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking, Impatient);
        await Assert.ThrowsAsync<SocketTimeoutException>(() => talk.Fetch("f"));
        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AControlConnectionThatCloses_InMidTransfer_IsAnError(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("12345").Close().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("RETR f").Say("150 here\r\n").Close().Serve();
        using FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking);
        Assert.Equal(ProtocolError.Truncated, (await Assert.ThrowsAsync<ProtocolException>(() => talk.Fetch("f"))).Kind);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ATransferThatTheServerBreaksOff_IsToldInItsWords(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("12345").Close().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("RETR f").Say("150 here\r\n").Say("451 disk trouble\r\n")
            .ExpectLine("NOOP").Say("200 ok\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            FtpReplyException broken = await Assert.ThrowsAsync<FtpReplyException>(() => talk.Fetch("f"));
            Assert.Equal(("RETR", 451, "disk trouble"), (broken.Command, broken.Code, broken.Reply.Text));
            await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AnUploadWhoseDataConnectionIsReset_IsExplainedByTheServer(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Expect("x").Reset().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("STOR f").Say("150 come on\r\n552 the disk is full\r\n").ExpectLine("NOOP").Say("200 ok\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            FtpReplyException full = await Assert.ThrowsAsync<FtpReplyException>(() => talk.Upload("f", new byte[50_000_000].Select(static _ => (byte)'x').ToArray()));
            Assert.Equal(("STOR", 552), (full.Command, full.Code));
            Assert.IsType<SocketFaultException>(full.InnerException, exactMatch: false);
            await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ADataConnectionThatNeverComes_IsAnError(bool blocking)
    {
        await using ScriptedServer server = Typed().ExpectUpTo("\r\n").Say("200 ok\r\n").ExpectLine("RETR f").Say("150 coming\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking, Impatient with { Mode = FtpDataMode.Active }))
        {
            await Assert.ThrowsAsync<SocketTimeoutException>(() => talk.Fetch("f"));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ADataConnectionFromAnotherHost_IsSentAway_AndTheServersOwnIsWaitedFor(bool blocking)
    {
        int port = 0;
        Task stranger = Task.CompletedTask, own = Task.CompletedTask;
        await using ScriptedServer server = Typed().ExpectUpTo("\r\n", line => port = int.Parse(Encoding.ASCII.GetString(line).Split('|')[3], CultureInfo.InvariantCulture))
            .Say("200 ok\r\n").ExpectLine("RETR f").Say("150 coming\r\n")
            .Until(() => stranger = Connect("127.0.0.2", port, static socket => Assert.Equal(0, socket.Receive(new byte[1]))), "the stranger was sent away")
            .Until(() => own = Connect("127.0.0.1", port, static socket => socket.SendAll("the data"u8)), "the data were sent")
            .Say("226 done\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking, new FtpOptions { Mode = FtpDataMode.Active }))
        {
            Assert.Equal("the data", Encoding.UTF8.GetString(await talk.Fetch("f")));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
        await Task.WhenAll(stranger, own);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ATokenThatWasCancelledBefore_CostsNothing(bool blocking)
    {
        await using ScriptedServer server = Greeted().ExpectLine("NOOP").Say("200 ok\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            var over = new CancellationToken(canceled: true);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => talk.Do(ftp => ftp.Noop(over), ftp => ftp.NoopAsync(over)));
            await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AServerThatAsksForAnAccount_GetsIt(bool blocking)
    {
        await using ScriptedServer server = Greeted().ExpectLine("USER me").Say("331 go on\r\n").ExpectLine("PASS word").Say("332 and whose?\r\n")
            .ExpectLine("ACCT mine").Say("230 in\r\n").ExpectLine("FEAT").Say("211-Such:\r\n SIZE\r\n UTF8\r\n211 End\r\n").ExpectLine("OPTS UTF8 ON").Say("501 it is on\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            FtpReply last = await talk.Do(static ftp => ftp.Login("me", "word", "mine"), static ftp => ftp.LoginAsync("me", "word", "mine"));
            Assert.Equal(230, last.Code);
            Assert.Equal(["SIZE", "UTF8"], talk.Ftp.Features);
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
        await using ScriptedServer without = Greeted().ExpectLine("USER me").Say("332 whose?\r\n").ExpectEnd().Serve();
        using FtpTalk refused = await FtpTalk.To(without.LocalEndPoint, blocking);
        FtpReplyException no = await Assert.ThrowsAsync<FtpReplyException>(() => refused.Do(static ftp => ftp.Login("me", "word"), static ftp => ftp.LoginAsync("me", "word")));
        Assert.Equal(332, no.Code);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AListingWithoutEnd_IsAnError(bool blocking)
    {
        string line = "-rw-r--r-- 1 a b 1 Jan 1 2020 name\r\n";
        await using ScriptedServer data = new PeerScript().Say(string.Concat(Enumerable.Repeat(line, 100))).Serve();
        await using ScriptedServer server = Greeted().ExpectLine("TYPE A").Say("200 ok\r\n").ExpectLine("EPSV").Say(Extended(data))
            .ExpectLine("LIST").Say("150 here\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking, new FtpOptions { MaximumListing = 1000 }))
        {
            ProtocolException much = await Assert.ThrowsAsync<ProtocolException>(() => talk.Do(static ftp => ftp.List(), static ftp => ftp.ListAsync()));
            Assert.Equal(ProtocolError.TooLarge, much.Kind);
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ACancelledRead_EndsTheTransfer(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("1").ExpectEnd().Serve();
        await using ScriptedServer server = Passive(data).ExpectLine("RETR f").Say("150 here\r\n").ExpectEnd().Serve();
        using (FtpTalk talk = await FtpTalk.To(server.LocalEndPoint, blocking))
        {
            using var stop = new CancellationTokenSource();
            using FtpStream file = await talk.Do(ftp => ftp.OpenRead("f", null, stop.Token), ftp => ftp.OpenReadAsync("f", null, stop.Token));
            Assert.Equal(1, await talk.Do(_ => file.Read(new byte[10], 0, 10), _ => file.ReadAsync(new byte[10], 0, 10)));
            Task<int> reading = talk.Do(_ => file.Read(new byte[10], 0, 10), _ => file.ReadAsync(new byte[10], 0, 10));
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            await data.Done.WaitAsync(FtpTalk.Patience);
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    private static PeerScript Greeted() => new PeerScript().Say("220 ready\r\n");

    private static PeerScript Typed() => Greeted().ExpectLine("TYPE I").Say("200 ok\r\n");

    private static PeerScript Passive(ScriptedServer data) => Typed().ExpectLine("EPSV").Say(Extended(data));

    private static string Extended(ScriptedServer data) => string.Create(CultureInfo.InvariantCulture, $"229 here (|||{PortOf(data)}|)\r\n");

    private static int PortOf(ScriptedServer data) => ((IPEndPoint)data.LocalEndPoint).Port;

    private static Task Connect(string from, int port, Action<Socket> talk) => Task.Run(() =>
    {
        var here = new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Parse(from), 0), Timeout = FtpTalk.Patience };
        using Socket socket = Socket.CreateConnection(new IPEndPoint(IPAddress.Loopback, port), here);
        talk(socket);
    });
}
