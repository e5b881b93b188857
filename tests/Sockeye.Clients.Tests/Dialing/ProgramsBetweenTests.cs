using System.Net;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Lines;
using Sockeye.Clients.Tests.Lines;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Clients.Tests.Dialing;

/// <summary>Other people's proxies between a client and its server.</summary>
public sealed class ProgramsBetweenTests
{
    public static TheoryData<bool> Forms => Form.Both;

    [NeedsTheory("microsocks")]
    [InlineData("socks5", true)]
    [InlineData("socks5", false)]
    [InlineData("socks5h", true)]
    [InlineData("socks5h", false)]
    public async Task Microsocks_IsBetween(string scheme, bool blocking)
    {
        using ListeningProgram between = Programs.Microsocks();
        await Talk($"{scheme}://127.0.0.1:{between.Service}", blocking);
    }

    [NeedsTheory("microsocks")]
    [MemberData(nameof(Forms))]
    public async Task Microsocks_LetsInWhomItKnows(bool blocking)
    {
        using ListeningProgram between = Programs.Microsocks("me", "sesame");
        await Talk($"socks5://me:sesame@127.0.0.1:{between.Service}", blocking);
        ProxyException wrong = await Assert.ThrowsAsync<ProxyException>(() => Talk($"socks5://me:simsalabim@127.0.0.1:{between.Service}", blocking));
        Assert.DoesNotContain("simsalabim", wrong.ToString(), StringComparison.Ordinal);
        Assert.Contains("give it a user and a password", (await Assert.ThrowsAsync<ProxyException>(() => Talk($"socks5://127.0.0.1:{between.Service}", blocking))).Message, StringComparison.Ordinal);
    }

    [NeedsTheory("microsocks")]
    [MemberData(nameof(Forms))]
    public async Task Microsocks_SaysThatNobodyListens(bool blocking)
    {
        using ListeningProgram between = Programs.Microsocks();
        using var taken = new Socket();
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ProxyException refused = await Assert.ThrowsAsync<ProxyException>(() => Form.To(taken.LocalEndPoint, blocking, By($"socks5://127.0.0.1:{between.Service}")));
        Assert.Equal((5, $"connect to {taken.LocalEndPoint} by socks5://127.0.0.1:{between.Service}: connection refused by the destination host"), (refused.Code, refused.Message));
    }

    [NeedsTheory("tinyproxy")]
    [MemberData(nameof(Forms))]
    public async Task Tinyproxy_IsBetween(bool blocking)
    {
        using ListeningProgram between = Programs.Tinyproxy();
        await Talk($"http://127.0.0.1:{between.Service}", blocking);
    }

    [NeedsTheory("tinyproxy")]
    [MemberData(nameof(Forms))]
    public async Task Tinyproxy_LetsInWhomItKnows(bool blocking)
    {
        using ListeningProgram between = Programs.Tinyproxy("me", "sesame");
        await Talk($"http://me:sesame@127.0.0.1:{between.Service}", blocking);
        Assert.Equal(407, (await Assert.ThrowsAsync<ProxyException>(() => Talk($"http://127.0.0.1:{between.Service}", blocking))).Code);
        Assert.Equal(401, (await Assert.ThrowsAsync<ProxyException>(() => Talk($"http://me:simsalabim@127.0.0.1:{between.Service}", blocking))).Code);
    }

    [NeedsFact("tinyproxy")]
    public async Task DotNetsHttpClient_GoesByOurProxies()
    {
        using ListeningProgram between = Programs.Tinyproxy();
        await using ScriptedServer server = new PeerScript().ExpectLine("GET / HTTP/1.1").ExpectUpTo("\r\n\r\n").Say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").Serve();
        var dialer = new Dialer(new DialerOptions { Proxy = Proxy.Parse($"http://127.0.0.1:{between.Service}") });
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = dialer.ConnectAsync, UseProxy = false });
        Assert.Equal("hello", await client.GetStringAsync(new Uri($"http://{server.LocalEndPoint}/")));
    }

    private static LineClientOptions By(string proxy) => new() { Client = new ClientOptions { Dialer = new Dialer(new DialerOptions { Proxy = Proxy.Parse(proxy) }) } };

    private static async Task Talk(string proxy, bool blocking)
    {
        await using ScriptedServer server = new PeerScript().Say("220 far\r\n").ExpectLine("QUIT").Say("221 bye\r\n").Serve();
        Form talk = await Form.To(server, blocking, By(proxy));
        Assert.Equal("220 far", await talk.ReadLine());
        await talk.WriteLine("QUIT");
        Assert.Equal("221 bye", await talk.ReadLine());
        Assert.Null(await talk.TryReadLine());
    }
}
