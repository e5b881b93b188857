using System.Globalization;
using System.Net;
using System.Text;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Tests.Lines;
using Sockeye.Connections;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Tests.Dialing;

/// <summary>What a dialer says to a proxy, byte by byte, and what it does when the proxy talks nonsense.</summary>
public sealed class ProxyDialTests
{
    private static readonly byte[] s_done = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

    public static TheoryData<bool> Forms => Form.Both;

    public static TheoryData<string, byte[]> Requests => new()
    {
        { "far.test", [5, 1, 0, 3, 8, .. "far.test"u8, 0, 25] },
        { "192.0.2.7", [5, 1, 0, 1, 192, 0, 2, 7, 0, 25] },
        { "2001:db8::7", [5, 1, 0, 4, .. IPAddress.Parse("2001:db8::7").GetAddressBytes(), 0, 25] },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task ASocksProxy_IsAskedForANameOrAnAddress(string host, byte[] request)
    {
        foreach (bool blocking in new[] { true, false })
        {
            // What the far server says at once comes in one piece with the reply, and is not lost.
            await using ScriptedServer proxy = new PeerScript().Expect([5, 1, 0]).Say([5, 0]).Expect(request).Say([.. s_done, .. "220 far\r\n"u8]).Serve();
            using Socket socket = await Dial($"socks5h://{proxy.LocalEndPoint}", host, "smtp", blocking);
            Assert.Equal("220 far\r\n"u8.ToArray(), socket.Receive(100));
            await proxy.Done;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ANameThatIsLookedUpHere_IsAnAddressToTheProxy(bool blocking)
    {
        await using ScriptedServer proxy = new PeerScript().Expect([5, 1, 0]).Say([5, 0]).ExpectUpTo("\0\x19", static request => Assert.Contains(request[3], new byte[] { 1, 4 })).Say(s_done).Serve();
        using Socket socket = await Dial($"socks5://{proxy.LocalEndPoint}", "localhost", "25", blocking);
        await proxy.Done;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AUserAndAPassword_AreTold_WhereTheProxyAsks(bool blocking)
    {
        await using ScriptedServer proxy = new PeerScript().Expect([5, 2, 0, 2]).Say([5, 2]).Expect([1, 2, .. "me"u8, 6, .. "sesame"u8]).Say([1, 0]).ExpectBytes(10).Say(s_done).Serve();
        using Socket socket = await Dial($"socks5://me:sesame@{proxy.LocalEndPoint}", "192.0.2.7", "80", blocking);
        await proxy.Done;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AUserThatIsNotLetIn_IsToldSo_WithoutThePassword(bool blocking)
    {
        await using ScriptedServer proxy = new PeerScript().Expect([5, 2, 0, 2]).Say([5, 2]).ExpectBytes(11).Say([1, 1]).ExpectEnd().Serve();
        var record = new Conversation();
        var dialer = new Dialer(new DialerOptions { Proxy = Proxy.Parse($"socks5://me:sesame@{proxy.LocalEndPoint}") });
        ProxyException refused = await Assert.ThrowsAsync<ProxyException>(() => Form.To(new DnsEndPoint("192.0.2.7", 80), blocking, new() { Client = new() { Dialer = dialer, Conversation = record } }));
        Assert.Equal($"connect to 192.0.2.7:80 by socks5://{proxy.LocalEndPoint}: the proxy refuses this user and password", refused.Message);
        Assert.DoesNotContain("sesame", refused + DialogueWriter.ToText(record), StringComparison.Ordinal);
        await proxy.Done;
    }

    [Theory]
    [InlineData("", "give it a user and a password")]
    [InlineData("me:sesame@", "another way to log in")]
    public async Task AProxyThatTakesNoneOfTheWays_IsToldSo(string user, string words)
    {
        await using ScriptedServer proxy = new PeerScript().ExpectBytes(user.Length == 0 ? 3 : 4).Say([5, 0xFF]).Serve();
        Assert.Contains(words, (await Assert.ThrowsAsync<ProxyException>(() => Dial($"socks5://{user}{proxy.LocalEndPoint}", "192.0.2.7", "80", blocking: true))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMethodThatWasNotOffered_IsNonsense()
    {
        await using ScriptedServer proxy = new PeerScript().ExpectBytes(3).Say([5, 2]).Serve();
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Dial($"socks5://{proxy.LocalEndPoint}", "192.0.2.7", "80", blocking: true));
        Assert.Equal($"socks5://{proxy.LocalEndPoint}", wrong.Peer);
    }

    [Theory]
    [InlineData(2, "the proxy's rules do not allow this connection")]
    [InlineData(4, "host unreachable, or no such name")]
    [InlineData(5, "connection refused by the destination host")]
    [InlineData(99, "reply code 99, which has no meaning")]
    public async Task EachRefusal_HasItsSentence(byte code, string sentence)
    {
        await using ScriptedServer proxy = new PeerScript().ExpectBytes(3).Say([5, 0]).ExpectBytes(10).Say([5, code, 0, 1, 0, 0, 0, 0, 0, 0]).Serve();
        ProxyException refused = await Assert.ThrowsAsync<ProxyException>(() => Dial($"socks5://{proxy.LocalEndPoint}", "192.0.2.7", "80", blocking: false));
        Assert.Equal(($"192.0.2.7:80", (int)code, sentence), (refused.Target, refused.Code, refused.Reason));
    }

    [Fact]
    public async Task ASocksAnswer_CutAtEachByte_IsAnError()
    {
        byte[] all = [5, 2, 1, 0, .. s_done];
        for (int cut = 0; cut < all.Length; cut++)
        {
            var script = new PeerScript().ExpectBytes(4);
            script.Say(all.AsSpan(0, Math.Min(cut, 2)));
            if (cut >= 2)
            {
                script.ExpectBytes(11).Say(all.AsSpan(2, Math.Min(cut - 2, 2)));
            }

            if (cut >= 4)
            {
                script.ExpectBytes(10).Say(all.AsSpan(4, cut - 4));
            }

            await using ScriptedServer proxy = script.HalfClose().ExpectEnd().Serve();
            ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Dial($"socks5://me:sesame@{proxy.LocalEndPoint}", "192.0.2.7", "80", blocking: cut % 2 == 0));
            Assert.Equal(ProtocolError.Truncated, wrong.Kind);
            await proxy.Done;
        }
    }

    [Theory]
    [InlineData("socks5")]
    [InlineData("http")]
    public async Task AProxyThatSaysNothing_IsWaitedForNoLongerThanTheRest(string scheme)
    {
        foreach (bool blocking in new[] { true, false })
        {
            await using ScriptedServer proxy = new PeerScript().ExpectBytes(3).ExpectUpTo("never").Serve();
            SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => Dial($"{scheme}://{proxy.LocalEndPoint}", "192.0.2.7", "80", blocking, TimeSpan.FromSeconds(0.2)));
            Assert.Equal($"connect to 192.0.2.7:80 by {scheme}://{proxy.LocalEndPoint}: the proxy did not answer in time (ETIMEDOUT)", late.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AnHttpProxy_IsAskedForATunnel_AndWhatComesBehindItsHeadIsKept(bool blocking)
    {
        await using ScriptedServer proxy = new PeerScript()
            .ExpectLine("CONNECT far.test:25 HTTP/1.1").ExpectUpTo("\r\n\r\n", static head => Assert.DoesNotContain("Authorization", Encoding.ASCII.GetString(head), StringComparison.Ordinal))
            .Say("HTTP/1.1 103 wait\r\n\r\nHTTP/1.0 200 Connection established\r\nVia: x\r\n\r\n220 far\r\n").Serve();
        using Socket socket = await Dial($"http://{proxy.LocalEndPoint}", "far.test", "smtp", blocking);
        Assert.Equal("220 far\r\n"u8.ToArray(), socket.Receive(100));
    }

    // It is looked at before it is taken: what was looked at and is no end yet must be waited behind, and not lost.
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AHeadThatComesByteByByte_IsRead(bool blocking)
    {
        PeerScript script = new PeerScript().ExpectUpTo("\r\n\r\n");
        foreach (char c in "HTTP/1.1 200 OK\r\nVia: x\r\n\r\n")
        {
            script.Say(c.ToString());
        }

        await using ScriptedServer proxy = script.ExpectLine("hello").Say("220 far\r\n").Serve();
        using Socket socket = await Dial($"http://{proxy.LocalEndPoint}", "far.test", "smtp", blocking);
        socket.SendAll("hello\r\n"u8);
        Assert.Equal("220 far\r\n"u8.ToArray(), socket.Receive(100));
    }

    [Fact]
    public async Task AnHttpProxy_IsToldTheUser()
    {
        string due = Convert.ToBase64String("me:sesame"u8);
        await using ScriptedServer proxy = new PeerScript().ExpectLine("CONNECT [2001:db8::7]:80 HTTP/1.1").ExpectUpTo("\r\n\r\n", head => Assert.Contains($"Proxy-Authorization: Basic {due}\r\n", Encoding.ASCII.GetString(head), StringComparison.Ordinal))
            .Say("HTTP/1.1 200 OK\r\n\r\n").Serve();
        using Socket socket = await Dial($"http://me:sesame@{proxy.LocalEndPoint}", "2001:db8::7", "80", blocking: true);
        await proxy.Done;
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nno!", 407, "the proxy answered 407 Proxy Authentication Required")]
    [InlineData("HTTP/1.0 502\r\n\r\n", 502, "the proxy answered 502")]
    [InlineData("HTTP/1.1 301 Elsewhere\r\nLocation: http://evil.test/\r\n\r\n", 301, "the proxy answered 301 Elsewhere")]
    public async Task WhatIsNoYes_IsAnErrorInTheProxysWords(string answer, int code, string reason)
    {
        await using ScriptedServer proxy = new PeerScript().ExpectUpTo("\r\n\r\n").Say(answer).Serve();
        ProxyException refused = await Assert.ThrowsAsync<ProxyException>(() => Dial($"http://me:sesame@{proxy.LocalEndPoint}", "far.test", "80", blocking: false));
        Assert.Equal((code, reason), (refused.Code, refused.Reason));
        Assert.DoesNotContain("sesame", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("220 mail.test ESMTP\r\n\r\n", ProtocolError.Malformed)]
    [InlineData("HTTP/1.1 200 OK\r\nbad field\r\n\r\n", ProtocolError.Malformed)]
    [InlineData("HTTP/1.1 200 OK\r\nVia:", ProtocolError.Truncated)]
    [InlineData("", ProtocolError.Truncated)]
    public async Task AHeadThatIsNone_IsAnError(string answer, ProtocolError kind)
    {
        await using ScriptedServer proxy = new PeerScript().ExpectUpTo("\r\n\r\n").Say(answer).HalfClose().ExpectEnd().Serve();
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Dial($"http://{proxy.LocalEndPoint}", "far.test", "80", blocking: true));
        Assert.Equal(kind, wrong.Kind);
        await proxy.Done;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AHeadThatNeverEnds_IsCutAtTheLimit(bool blocking)
    {
        await using Endless proxy = Endless.Start("HTTP/1.1 200 OK\r\n", "X: y\r\n");
        ProtocolException wrong = await Assert.ThrowsAsync<ProtocolException>(() => Dial($"http://{proxy.LocalEndPoint}", "far.test", "80", blocking));
        Assert.Equal(ProtocolError.TooLarge, wrong.Kind);
    }

    [Fact]
    public async Task AHostOfTheBypass_IsReachedDirectly()
    {
        await using ScriptedServer far = new PeerScript().Say("direct").Serve();
        Proxy nowhere = Proxy.FromEnvironment(null, static name => name switch { "ALL_PROXY" => "socks5://127.0.0.1:1", "NO_PROXY" => "127.0.0.0/8", _ => null })!;
        var at = (IPEndPoint)far.LocalEndPoint;
        using Socket socket = new Dialer(new DialerOptions { Proxy = nowhere }).Connect("127.0.0.1", at.Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("direct"u8.ToArray(), socket.Receive(100));
    }

    [Fact]
    public void TheShorterOfTwoLimits_IsNamed()
    {
        using var full = new Socket();
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using Socket first = Socket.CreateConnection(full.LocalEndPoint);       // and with it the queue is full: who connects now is not answered
        var dialer = new Dialer(new DialerOptions { Connection = new ConnectionOptions { Dialing = new ConnectOptions { Timeout = TimeSpan.FromSeconds(0.3) } } });
        var at = (IPEndPoint)full.LocalEndPoint;
        SocketTimeoutException late = Assert.Throws<SocketTimeoutException>(() => dialer.Connect("127.0.0.1", at.Port.ToString(CultureInfo.InvariantCulture)));
        Assert.Contains(" 0.3 s", late.Message, StringComparison.Ordinal);
        var client = new ClientOptions { Timeout = TimeSpan.FromSeconds(0.2) };
        Assert.Contains(" 0.2 s", Assert.Throws<SocketTimeoutException>(() => Clients.Lines.LineClient.Connect(at, new() { Client = client })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABypass_IsGivenToAProxyThatWasRead()
    {
        Proxy proxy = Proxy.Parse("socks5://me:sesame@proxy.test") with { Bypass = ["near.test"] };
        Assert.True(ProxyBypass.Holds(proxy.Bypass, "near.test", "80"));
        Assert.Equal("socks5://***@proxy.test:1080", proxy.ToString());
    }

    [Fact]
    public async Task AProxyThatIsNotThere_IsARefusedConnection()
    {
        using var taken = new Socket();
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ConnectionRefusedException refused = await Assert.ThrowsAsync<ConnectionRefusedException>(() => Dial($"socks5://{taken.LocalEndPoint}", "192.0.2.7", "80", blocking: true));
        Assert.Equal(taken.LocalEndPoint, refused.RemoteEndPoint);
    }

    [Fact]
    public async Task ATokenEndsTheTalk()
    {
        await using ScriptedServer proxy = new PeerScript().ExpectBytes(3).ExpectEnd().Serve();
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DialerBy($"socks5://{proxy.LocalEndPoint}").ConnectAsync("192.0.2.7", "80", enough.Token));
        await proxy.Done;
    }

    private static Dialer DialerBy(string proxy, TimeSpan? timeout = null) => new(new DialerOptions
    {
        Proxy = Proxy.Parse(proxy),
        Connection = new ConnectionOptions { Dialing = new ConnectOptions { Timeout = timeout ?? Form.Patience } },
    });

    private static Task<Socket> Dial(string proxy, string host, string service, bool blocking, TimeSpan? timeout = null)
        => blocking ? Task.Run(() => DialerBy(proxy, timeout).Connect(host, service)).WaitAsync(Form.Patience) : Awaited(DialerBy(proxy, timeout), host, service);

    private static async Task<Socket> Awaited(Dialer dialer, string host, string service)
    {
        Connection connection = await dialer.ConnectAsync(host, service).WaitAsync(Form.Patience);
        return connection.Detach(out _);
    }
}
