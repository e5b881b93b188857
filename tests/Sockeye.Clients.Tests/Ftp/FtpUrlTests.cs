using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sockeye.Clients.Ftp;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Clients.Urls;
using Sockeye.Connections.Tls;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Ftp;

/// <summary>ftp and ftps URLs, with curl as the second opinion of the same server.</summary>
public sealed class FtpUrlTests
{
    public static TheoryData<string, bool> Forms => new() { { "vsftpd", true }, { "vsftpd", false }, { "pyftpdlib", true }, { "pyftpdlib", false } };

    [NeedsTheory("vsftpd", "pyftpdlib", "curl")]
    [MemberData(nameof(Forms))]
    public async Task AFile_IsWhatCurlGets_WithItsSizeAndTime(string name, bool blocking)
    {
        using IFtpServer server = Start(name);
        byte[] bytes = RandomNumberGenerator.GetBytes(300_000);
        string file = Path.Combine(server.Root, "in", "a file.pdf");
        await File.WriteAllBytesAsync(file, bytes);
        string url = Of(server, "/in/a%20file.pdf");
        using var folder = new TemporaryFolder();
        await new Command(folder.Path).Succeed("curl", "-s", "-o", "out", url);

        using UrlAnswer answer = await Open(new UrlRequest(url), blocking);
        Assert.Equal(await File.ReadAllBytesAsync(folder.Below("out")), await answer.ReadAllAsync());
        Assert.Equal(("application/pdf", bytes.Length, "FTP"), (answer.Info.Type, answer.Info.Length, answer.Protocol));
        Assert.InRange(answer.Status, 125, 150);
        Assert.InRange((answer.Info.LastModified!.Value - File.GetLastWriteTimeUtc(file)).TotalSeconds, -2, 2);
        Assert.False(answer.Info.IsDirectory);

        using UrlAnswer rest = await Open(new UrlRequest(url) { Offset = 200_000, Validator = answer.Info.Validator }, blocking);
        byte[] tail = bytes[200_000..];
        Assert.Equal(200_000, rest.Offset);
        Assert.Equal(tail, await rest.ReadAllAsync());
        using UrlAnswer other = await Open(new UrlRequest(url) { Offset = 200_000, Validator = "of another file" }, blocking);
        Assert.Equal(0, other.Offset);
        Assert.Equal(bytes, await other.ReadAllAsync());
        using UrlAnswer head = await Open(new UrlRequest(url) { Verb = UrlVerb.Head }, blocking);
        Assert.Equal(bytes.Length, head.Info.Length);
        Assert.Empty(await head.ReadAllAsync());
    }

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Forms))]
    public async Task AFolder_IsListed_WithOrWithoutItsSlash(string name, bool blocking)
    {
        using IFtpServer server = Start(name);
        await File.WriteAllTextAsync(Path.Combine(server.Root, "in", "one.txt"), "12345");
        Directory.CreateDirectory(Path.Combine(server.Root, "in", "two"));
        foreach (string path in (string[])["/in/", "/in", "/in;type=d", "/%2Fin", "//in/"])
        {
            using UrlAnswer answer = await Open(new UrlRequest(Of(server, path)), blocking);
            Assert.True(answer.Info.IsDirectory);
            string[] lines = Encoding.UTF8.GetString(await answer.ReadAllAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(2, lines.Length);
            Assert.Contains(lines, static line => line.StartsWith("-            5 ", StringComparison.Ordinal) && line.EndsWith(" one.txt", StringComparison.Ordinal));
            Assert.Contains(lines, static line => line[0] == 'd' && line.EndsWith(" two/", StringComparison.Ordinal));
        }
    }

    [NeedsTheory("vsftpd", "pyftpdlib", "curl")]
    [MemberData(nameof(Forms))]
    public async Task WhatIsPut_IsThere_AndGoesOnWhereItEnded(string name, bool blocking)
    {
        using IFtpServer server = Start(name);
        string url = Of(server, "/in/put", name == "pyftpdlib" ? "user:correct%20horse@" : "");
        using UrlAnswer put = await Open(new UrlRequest(url) { Verb = UrlVerb.Put, Body = new MemoryStream("0123456789"u8.ToArray()) }, blocking);
        Assert.Equal(226, put.Status);
        using UrlAnswer more = await Open(new UrlRequest(url) { Verb = UrlVerb.Put, Offset = 8, Body = new MemoryStream("abc"u8.ToArray()) }, blocking);
        using var folder = new TemporaryFolder();
        Assert.Equal("01234567abc", await new Command(folder.Path).Succeed("curl", "-s", url));
        using UrlAnswer text = await Open(new UrlRequest(url + ";type=a"), blocking);
        Assert.Equal("01234567abc"u8.ToArray(), await text.ReadAllAsync());
        Assert.Null(text.Info.Length);
    }

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Forms))]
    public async Task WhatIsRefused_IsToldInTheServersWords_WithoutThePassword(string name, bool blocking)
    {
        using IFtpServer server = Start(name);
        UrlException missing = await Assert.ThrowsAsync<UrlException>(() => Open(new UrlRequest(Of(server, "/nothing")), blocking));
        Assert.Equal(550, missing.Status);
        Assert.Equal(((FtpReplyException)missing.InnerException!).Reply.Text, missing.Reason);
        UrlException unseen = await Assert.ThrowsAsync<UrlException>(() => Open(new UrlRequest(Of(server, "/nothing")) { Verb = UrlVerb.Head }, blocking));
        Assert.Equal(550, unseen.Status);
        UrlException stranger = await Assert.ThrowsAsync<UrlException>(() => Open(new UrlRequest(Of(server, "/x", "nobody-here:sesame@")), blocking));
        Assert.Equal(530, stranger.Status);
        Assert.DoesNotContain("sesame", stranger.ToString(), StringComparison.Ordinal);
    }

    [NeedsFact("pyftpdlib", "pyopenssl")]
    public async Task Ftps_IsTlsFromTheFirstByte_AndAuthTlsAHandlerOfOnesOwn()
    {
        using var folder = new TemporaryFolder();
        var authority = new TestAuthority();
        (string, string) certificate = authority.Write(folder, "server", authority.Issue(["127.0.0.1"]));
        var client = new ClientOptions { Tls = new TlsClientOptions { Trust = TlsTrust.Only(authority.Certificate) } };
        var opener = new UrlOpener(new UrlOpenerOptions
        {
            Handlers = new Dictionary<string, IUrlHandler?> { ["ftp"] = new FtpHandler(new FtpOptions { Security = FtpSecurity.Explicit, Mode = FtpDataMode.Active }) },
        });
        foreach (string mode in (string[])["implicit", "explicit"])
        {
            using var server = new Pyftpdlib(mode, certificate);
            await File.WriteAllTextAsync(Path.Combine(server.Root, "in", "f"), "kept secret");
            string url = $"{(mode == "implicit" ? "ftps" : "ftp")}://127.0.0.1:{server.Service}/in/f";
            using UrlAnswer answer = await opener.OpenAsync(new UrlRequest(url) { Client = client });
            Assert.Equal("kept secret"u8.ToArray(), await answer.ReadAllAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DataShorterThanSizeSaid_AreAnError_AndBothConnectionsEnd(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("12345").Close().Serve();
        int port = ((IPEndPoint)data.LocalEndPoint).Port;
        await using ScriptedServer server = new PeerScript().Say("220 x\r\n").ExpectLine("USER anonymous").Say("230 in\r\n").ExpectLine("FEAT").Say("502 no\r\n")
            .ExpectLine("TYPE I").Say("200 ok\r\n").ExpectLine("SIZE f").Say("213 6\r\n").ExpectLine("MDTM f").Say("213 20200101000000\r\n")
            .ExpectLine("EPSV").Say($"229 (|||{port}|)\r\n").ExpectLine("RETR f").Say("150 here\r\n226 done\r\n").ExpectEnd().Serve();
        string url = string.Create(CultureInfo.InvariantCulture, $"ftp://127.0.0.1:{((IPEndPoint)server.LocalEndPoint).Port}/f");
        using (UrlAnswer answer = await Open(new UrlRequest(url), blocking))
        {
            Assert.Equal("6 20200101000000", answer.Info.Validator);
            ProtocolException cut = await Assert.ThrowsAsync<ProtocolException>(async () => _ = blocking ? answer.ReadAll() : await answer.ReadAllAsync());
            Assert.Equal(ProtocolError.Truncated, cut.Kind);
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASizeAndATimeThatAreNone_DoNotKeepTheFileBack(bool blocking)
    {
        await using ScriptedServer data = new PeerScript().Say("12345").Close().Serve();
        int port = ((IPEndPoint)data.LocalEndPoint).Port;
        await using ScriptedServer server = LoggedIn().ExpectLine("TYPE I").Say("200 ok\r\n").ExpectLine("SIZE f").Say("213 many\r\n").ExpectLine("MDTM f").Say("213 yesterday\r\n")
            .ExpectLine("EPSV").Say($"229 (|||{port}|)\r\n").ExpectLine("RETR f").Say("150 here\r\n226 done\r\n").ExpectEnd().Serve();
        using (UrlAnswer answer = await Open(new UrlRequest(Of(server, "/f")), blocking))
        {
            Assert.Equal((null, null), (answer.Info.Length, answer.Info.LastModified));
            Assert.Equal("12345"u8.ToArray(), blocking ? answer.ReadAll() : await answer.ReadAllAsync());
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [InlineData("SIZE f", "213 6\r\n", "MDTM f", "502 what?\r\n", null, 213, "6")]
    [InlineData("SIZE f", "550 no file\r\n", "MDTM f", "550 no file\r\n", "250-gone \u001b[2J\r\n250 there\r\n", 250, "gone ?[2J?there")]
    public async Task TheStatusOfAHead_IsOfTheReplyThatSaidYes(string size, string told, string time, string when, string? went, int status, string reason)
    {
        PeerScript script = LoggedIn().ExpectLine("TYPE I").Say("200 ok\r\n").ExpectLine(size).Say(told).ExpectLine(time).Say(when);
        await using ScriptedServer server = (went is null ? script : script.ExpectLine("CWD f").Say(went)).ExpectEnd().Serve();
        using (UrlAnswer answer = await Open(new UrlRequest(Of(server, "/f")) { Verb = UrlVerb.Head }, blocking: false))
        {
            Assert.Equal((status, reason, went is not null), (answer.Status, answer.Reason, answer.Info.IsDirectory));
        }

        await server.Done.WaitAsync(FtpTalk.Patience);
    }

    [Theory]
    [InlineData("ftp://h/a%0d%0aDELE%20b", typeof(ProtocolException))]
    [InlineData("ftp://h/x;type=q", typeof(UrlException))]
    [InlineData("ftp:///x", typeof(UrlException))]
    [InlineData("ftp://h/%zz", typeof(ProtocolException))]
    [InlineData("ftp://h/%ff", typeof(UrlException))]
    public async Task AUrlThatCannotBeAskedFor_IsRefused(string url, Type error)
    {
        await using ScriptedServer server = new PeerScript().Say("220 x\r\n").ExpectLine("USER anonymous").Say("230 in\r\n").ExpectLine("FEAT").Say("502 no\r\n").ExpectLine("TYPE I").Say("200 ok\r\n").ExpectEnd().Serve();
        string there = url.Replace("//h/", string.Create(CultureInfo.InvariantCulture, $"//127.0.0.1:{((IPEndPoint)server.LocalEndPoint).Port}/"), StringComparison.Ordinal);
        Assert.IsType(error, Record.Exception(() => Url.Open(there)));
    }

    [NeedsFact("pyftpdlib")]
    public async Task ARecord_HasTheTalk_ButNotThePassword()
    {
        using var server = new Pyftpdlib();
        var record = new Conversation();
        await File.WriteAllTextAsync(Path.Combine(server.Root, "in", "f"), "the data");
        using (UrlAnswer answer = Url.Open(new UrlRequest(Of(server, "/in/f", "user:correct%20horse@")) { Client = new ClientOptions { Conversation = record } }))
        {
            answer.ReadAll();
        }

        string told = DialogueWriter.ToText(record);
        Assert.Contains("Client: RETR f", told, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", told, StringComparison.Ordinal);
        Assert.DoesNotContain("the data", told, StringComparison.Ordinal);
    }

    private static PeerScript LoggedIn() => new PeerScript().Say("220 x\r\n").ExpectLine("USER anonymous").Say("230 in\r\n").ExpectLine("FEAT").Say("502 no\r\n");

    private static string Of(ScriptedServer server, string path) => string.Create(CultureInfo.InvariantCulture, $"ftp://127.0.0.1:{((IPEndPoint)server.LocalEndPoint).Port}{path}");

    private static Task<UrlAnswer> Open(UrlRequest request, bool blocking)
        => (blocking ? Task.Run(() => Url.Open(request)) : Url.OpenAsync(request)).WaitAsync(FtpTalk.Patience);

    private static string Of(IFtpServer server, string path, string user = "") => string.Create(CultureInfo.InvariantCulture, $"ftp://{user}127.0.0.1:{server.Port}{path}");

    private static IFtpServer Start(string name) => name == "vsftpd" ? new Vsftpd() : new Pyftpdlib();
}
