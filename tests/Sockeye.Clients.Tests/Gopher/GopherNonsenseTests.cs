using System.Globalization;
using System.Net;
using Sockeye.Clients.Gopher;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Clients.Urls;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Gopher;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Gopher;

/// <summary>What gopher servers may send, and what they may not: scripted.</summary>
public sealed class GopherNonsenseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly GopherOptions Small = new() { MaximumItems = 5, MaximumText = 10_000 };

    private static readonly GopherOptions Impatient = new() { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(1) } };

    public static TheoryData<string, ProtocolError, bool> Menus
    {
        get
        {
            var all = new TheoryData<string, ProtocolError, bool>();
            foreach (bool blocking in (bool[])[true, false])
            {
                all.Add("1Menu\t/m\thost\t70\r\n1Anoth", ProtocolError.Truncated, blocking);
                all.Add("hello, who is there?\r\n.\r\n", ProtocolError.Malformed, blocking);
                all.Add("1Menu\t/m\thost\t70000\r\n.\r\n", ProtocolError.Malformed, blocking);
                all.Add("1" + new string('x', 10_000), ProtocolError.TooLarge, blocking);
                all.Add(string.Concat(Enumerable.Repeat("1Menu\t/m\thost\t70\r\n", 6)), ProtocolError.TooLarge, blocking);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Menus))]
    public async Task AMenuThatIsNone_OrNeverEnds_IsAnError(string menu, ProtocolError kind, bool blocking)
    {
        await using ScriptedServer server = new PeerScript().ExpectLine("/m").Say(menu).HalfClose().Serve();
        GopherClient client = To(server);
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(async () => _ = blocking ? client.Menu("/m") : await client.MenuAsync("/m"));
        Assert.Equal((kind, Blame.Peer, server.LocalEndPoint.ToString()), (wrong.Kind, wrong.Blame, wrong.Peer));
        await server.Done.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMenuWithoutItsDot_IsAnError_WhereTheDotIsRequired(bool blocking)
    {
        const string Menu = "1Menu\t/m\thost\t70\r\n";
        await using ScriptedServer strict = new PeerScript().ExpectLine("").Say(Menu).HalfClose().ExpectEnd().Serve();
        GopherClient client = To(strict, Small with { RequiresDot = true });
        Assert.Equal(ProtocolError.Truncated, (await Assert.ThrowsAsync<ProtocolException>(async () => _ = blocking ? client.Menu() : await client.MenuAsync())).Kind);
        await strict.Done.WaitAsync(Patience);

        await using ScriptedServer usual = new PeerScript().ExpectLine("").Say(Menu).HalfClose().ExpectEnd().Serve();
        Assert.Equal("Menu", Assert.Single(blocking ? To(usual).Menu() : await To(usual).MenuAsync()).Display);
        await usual.Done.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASearch_SendsItsWordsBehindATab(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Expect("/find\ttwo words\r\n").Say("0Found\t/f\thost\t70\r\n.\r\n").ExpectEnd().Serve();
        GopherClient client = To(server);
        Assert.Equal("Found", Assert.Single(blocking ? client.Search("/find", "two words") : await client.SearchAsync("/find", "two words")).Display);
        await server.Done.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("one\r\n..two\r\n.\r\n", "one\n.two\n")]
    [InlineData("one\r\n..two\r\n", "one\n..two\n")]
    [InlineData("one\n.\ntwo", "one\n.\ntwo")]
    [InlineData(".\r\n", "")]
    [InlineData("", "")]
    [InlineData("...\r\n.\r\n", "..\n")]
    [InlineData("a\rb\r", "a\rb\r")]
    [InlineData("3\tcolumns", "3\tcolumns")]
    [InlineData("3 is not a refusal\r\nbut a text\r\n.\r\n", "3 is not a refusal\nbut a text\n")]
    [InlineData("3one\ttwo\tthree\t4\r\nand more\r\n", "3one\ttwo\tthree\t4\nand more\n")]
    public async Task AText_IsWhatTheServerMeant(string wire, string text)
    {
        foreach (bool blocking in (bool[])[true, false])
        {
            await using ScriptedServer server = new PeerScript().ExpectLine("/t").Say(wire).HalfClose().ExpectEnd().Serve();
            Assert.Equal(text, blocking ? To(server).Text("/t") : await To(server).TextAsync("/t"));
            await server.Done.WaitAsync(Patience);
        }
    }

    [Theory]
    [InlineData("3no such thing\t\terror.host\t1\r\n")]
    [InlineData("3no such thing\t\terror.host\t1\r\n.\r\n")]
    [InlineData("3no such thing\tfake\t(NULL)\t0\n")]
    public async Task ARefusal_IsAnError_WhateverWasAskedFor(string wire)
    {
        foreach (char type in "019I")
        {
            await using ScriptedServer server = new PeerScript().ExpectLine("/t").Say(wire).HalfClose().ExpectEnd().Serve();
            GopherErrorException no = Assert.Throws<GopherErrorException>(() => To(server).Open(new GopherRequest(type, "/t")));
            Assert.Equal("no such thing", no.Item.Display);
            await server.Done.WaitAsync(Patience);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATextWithoutEnd_AndAServerThatFallsSilent_AreErrors(bool blocking)
    {
        await using ScriptedServer endless = new PeerScript().ExpectLine("/t").Say(new string('x', 50_000)).Serve();
        Assert.Equal(ProtocolError.TooLarge, (await Assert.ThrowsAsync<ProtocolException>(async () => _ = blocking ? To(endless).Text("/t") : await To(endless).TextAsync("/t"))).Kind);
        await using ScriptedServer silent = new PeerScript().ExpectLine("/t").Say("so far").ExpectEnd().Serve();
        await Assert.ThrowsAsync<SocketTimeoutException>(async () => _ = blocking ? To(silent, Impatient).Text("/t") : await To(silent, Impatient).TextAsync("/t"));
        await silent.Done.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerThatDrips_HasOneTimeoutForAllOfIt(bool blocking)
    {
        foreach (bool isMenu in (bool[])[true, false])
        {
            await using var server = new DrippingServer("iwords\t\t\t0\r\n");
            var client = new GopherClient("127.0.0.1", server.Port.ToString(CultureInfo.InvariantCulture), Impatient);
            Func<Task> ask = (isMenu, blocking) switch
            {
                (true, true) => () => Task.Run(() => client.Menu()),
                (true, false) => () => client.MenuAsync(),
                (false, true) => () => Task.Run(() => client.Text("/t")),
                (false, false) => () => client.TextAsync("/t"),
            };
            await Assert.ThrowsAsync<SocketTimeoutException>(() => ask().WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task AFileThatDrips_HasATimeoutForEachRead()
    {
        await using var server = new DrippingServer("x");
        var client = new GopherClient("127.0.0.1", server.Port.ToString(CultureInfo.InvariantCulture), Impatient);
        using Stream file = client.Open(new GopherRequest('9', "/f"));
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (since.Elapsed < Impatient.Client.Timeout * 1.2)
        {
            Assert.NotEqual(-1, file.ReadByte());
        }
    }

    [Fact]
    public async Task WhatWouldBeTwoRequests_IsRefusedBeforeAnythingIsDialed()
    {
        var client = new GopherClient("127.0.0.1", "1");
        Assert.Equal(Blame.Caller, Assert.Throws<ProtocolException>(() => client.Menu("a\r\nb")).Blame);
        Assert.Equal(Blame.Caller, (await Assert.ThrowsAsync<ProtocolException>(() => client.SearchAsync("a", "b\tc"))).Blame);
        Assert.Throws<ProtocolException>(() => Url.Open("gopher://127.0.0.1:1/0a%0d%0ab"));
        Assert.Throws<ProtocolException>(() => Url.Open("gopher://127.0.0.1:1/0caf%E9"));       // no UTF-8
        Assert.Throws<UrlException>(() => Url.Open("gopher://127.0.0.1:1/8telnet"));
        Assert.Throws<UrlException>(() => Url.Open(new UrlRequest("gopher://127.0.0.1:1/0a") { Verb = UrlVerb.Put }));
    }

    private static GopherClient To(ScriptedServer server, GopherOptions? options = null)
        => new("127.0.0.1", ((IPEndPoint)server.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture), options ?? Small);
}
