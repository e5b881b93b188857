using System.Globalization;
using Sockeye.Clients.Gopher;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Clients.Urls;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Gopher;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Gopher;

/// <summary>Against gophernicus and pygopherd, with curl as the second opinion.</summary>
public sealed class GopherServerTests
{
    [NeedsTheory("gophernicus", "pygopherd", "socat", "setpriv")]
    [InlineData("gophernicus", true)]
    [InlineData("gophernicus", false)]
    [InlineData("pygopherd", true)]
    [InlineData("pygopherd", false)]
    public async Task MenusTextsAndFiles_AreThoseOfTheServer(string name, bool blocking)
    {
        using var server = new GopherServer(name);
        var client = new GopherClient("127.0.0.1", server.Service);
        IReadOnlyList<GopherItem> menu = blocking ? client.Menu() : await client.MenuAsync();
        Assert.DoesNotContain(menu, static item => item.IsEnd);
        GopherItem text = menu.Single(static item => item.Type == '0');
        GopherItem folder = menu.Single(static item => item.Type == '1');
        GopherItem file = menu.Single(static item => item.Type == '9');

        Assert.Equal(GopherServer.Text, blocking ? client.Text(text.Selector) : await client.TextAsync(text.Selector));
        IReadOnlyList<GopherItem> below = blocking ? client.Menu(folder.Selector) : await client.MenuAsync(folder.Selector);
        Assert.Single(below, static item => item.Type == '0');
        var request = new GopherRequest('9', file.Selector);
        using Stream bytes = blocking ? client.Open(request) : await client.OpenAsync(request);
        using var all = new MemoryStream();
        if (blocking)
        {
            bytes.CopyTo(all);
        }
        else
        {
            await bytes.CopyToAsync(all);
        }

        Assert.Equal(GopherServer.Bytes, all.ToArray());
    }

    [NeedsFact("gophernicus", "pygopherd", "socat", "setpriv", "curl")]
    public async Task Urls_AreAnsweredAsCurlHasThem()
    {
        foreach (string name in (string[])["gophernicus", "pygopherd"])
        {
            using var server = new GopherServer(name);
            foreach (string path in (string[])["", "/", "/1/sub", "/9/x.bin"])
            {
                string url = string.Create(CultureInfo.InvariantCulture, $"gopher://127.0.0.1:{server.Port}{path}");
                using var folder = new TemporaryFolder();
                await new Command(folder.Path).Succeed("curl", "-s", "-o", "out", url);
                using UrlAnswer answer = await Url.OpenAsync(url);
                Assert.Equal(await File.ReadAllBytesAsync(folder.Below("out")), await answer.ReadAllAsync());
                Assert.Equal(path is not "/9/x.bin", answer.Info.IsDirectory);
            }

            using UrlAnswer text = Url.Open($"gopher://127.0.0.1:{server.Service}/0/a%20file.txt");
            Assert.Equal(GopherServer.Text, System.Text.Encoding.UTF8.GetString(text.ReadAll()));
            Assert.Equal("text/plain", text.Info.Type);
        }
    }

    [NeedsTheory("pygopherd")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsMissing_IsAnError_InTheServersWords(bool blocking)
    {
        using var server = new GopherServer("pygopherd");
        var client = new GopherClient("127.0.0.1", server.Service);
        foreach (Func<Task> ask in (Func<Task>[])[
            async () => _ = blocking ? client.Menu("/nothing") : await client.MenuAsync("/nothing"),
            async () => _ = blocking ? client.Text("/nothing") : await client.TextAsync("/nothing"),
            async () => _ = blocking ? client.Open(new GopherRequest('9', "/nothing")) : await client.OpenAsync(new GopherRequest('9', "/nothing"))])
        {
            GopherErrorException missing = await Assert.ThrowsAsync<GopherErrorException>(ask);
            Assert.Contains("'/nothing' does not exist", missing.Message, StringComparison.Ordinal);
            Assert.Equal("127.0.0.1:" + server.Service, missing.Peer);
        }

        string url = $"gopher://127.0.0.1:{server.Service}/0/nothing";
        UrlException no = await Assert.ThrowsAsync<UrlException>(async () => _ = blocking ? Url.Open(url) : await Url.OpenAsync(url));
        Assert.Contains("does not exist", no.Reason, StringComparison.Ordinal);
    }

    [NeedsTheory("pygopherd")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gophers_IsTheSameInTls(bool blocking)
    {
        using var folder = new TemporaryFolder();
        var authority = new TestAuthority();
        using var server = new GopherServer("pygopherd", authority.Write(folder, "server", authority.Issue(["127.0.0.1"])));
        var client = new ClientOptions { Tls = new TlsClientOptions { Trust = TlsTrust.Only(authority.Certificate) } };
        var request = new UrlRequest($"gophers://127.0.0.1:{server.Service}/0/sub/b.txt") { Client = client };
        using UrlAnswer answer = blocking ? Url.Open(request) : await Url.OpenAsync(request);
        Assert.Equal("below\n"u8.ToArray(), await answer.ReadAllAsync());
        await Assert.ThrowsAsync<TlsException>(async () => _ = blocking ? Url.Open(request.Url.ToString()) : await Url.OpenAsync(request.Url.ToString()));
    }
}
