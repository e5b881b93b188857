using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Serving;

/// <summary>sockeye serve files, for curl.</summary>
public sealed class ServeFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ServeFilesTests()
    {
        _folder.Write("www/index.html", "<h1>hello</h1>");
        _folder.Write("www/ten.txt", "0123456789");
        _folder.Write("www/.hidden", "hidden");
        _folder.Write("secret.txt", "secret");
        File.CreateSymbolicLink(_folder.Below("www", "link"), "../secret.txt");
    }

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("curl")]
    [InlineData("<h1>hello</h1>", "/")]
    [InlineData("0123456789", "/ten.txt")]
    [InlineData("234", "/ten.txt", "-r", "2-4")]
    [InlineData("0123456789", "/ten.txt", "--http1.0")]
    [InlineData("0123456789 200 0", "/ten.txt", "-w", " %{http_code} %{num_redirects}")]
    [InlineData("404 Not Found\n", "/../secret.txt")]
    [InlineData("404 Not Found\n", "/%2e%2e/secret.txt")]
    [InlineData("404 Not Found\n", "/.hidden")]
    [InlineData("404 Not Found\n", "/link")]
    [InlineData("404 Not Found\n", "/ten.txt%00")]
    [InlineData("405 Method Not Allowed\n", "/ten.txt", "-d", "some words")]
    [InlineData("416 Range Not Satisfiable\n", "/ten.txt", "-r", "20-")]
    public void Curl_gets_what_there_is_and_no_more(string answer, string path, params string[] options)
    {
        using Peer server = Programs.Serve("files", "127.0.0.1:0", out string where, "--root", _folder.Below("www"));
        using Peer curl = Peer.Start("curl", ["-sS", "--path-as-is", .. options, $"http://{where}{path}"]);
        Ended ended = curl.End();
        Assert.Equal((0, answer), (ended.ExitCode, ended.Output));
    }

    [NeedsFact("curl")]
    public void Curl_keeps_its_connection_goes_on_where_it_stopped_and_asks_only_for_what_is_new()
    {
        byte[] large = new byte[3_000_000];
        new Random(2).NextBytes(large);
        File.WriteAllBytes(_folder.Below("www", "large.bin"), large);
        File.WriteAllBytes(_folder.Below("part"), large[..1_234_567]);
        using Peer server = Programs.Serve("files", "127.0.0.1:0", out string where, "--root", _folder.Below("www"));
        using (Peer curl = Peer.Start("curl", "-sS", "-C", "-", "-o", _folder.Below("part"), $"http://{where}/large.bin"))
        {
            Assert.Equal(0, curl.End().ExitCode);
        }

        Assert.Equal(large, File.ReadAllBytes(_folder.Below("part")));
        string tags = _folder.Below("tags");
        foreach (string code in (string[])["200", "304"])
        {
            using Peer curl = Peer.Start("curl", "-sS", "-o", "/dev/null", "--etag-save", tags, "--etag-compare", tags, "-w", "%{http_code}", $"http://{where}/ten.txt");
            Assert.Equal(code, curl.End().Output);
        }

        using Peer twice = Peer.Start("curl", "-sS", "-o", "/dev/null", "-w", "%{num_connects}", $"http://{where}/", "-o", "/dev/null", $"http://{where}/ten.txt");
        Assert.Equal("10", twice.End().Output);
        using Peer head = Peer.Start("curl", "-sSI", $"http://{where}/large.bin");
        Assert.Contains("Content-Length: 3000000\r\n", head.End().Output, StringComparison.Ordinal);
    }

    [NeedsFact("curl")]
    public void Over_TLS_with_a_certificate_that_is_made_and_said_to_be()
    {
        using Peer server = Programs.Serve("files", "127.0.0.1:0", out string where, "--root", _folder.Below("www"), "--tls", "--alpn", "http/1.1");
        server.ErrorLineContaining("note: made a certificate for localhost");
        using Peer trusting = Peer.Start("curl", "-sSk", $"https://{where}/ten.txt");
        Assert.Equal("0123456789", trusting.End().Output);
        using Peer wary = Peer.Start("curl", "-sS", $"https://{where}/ten.txt");
        Assert.Equal(60, wary.End().ExitCode);
    }

    [Theory]
    [InlineData("--certificate goes with --tls", "--certificate", "NOWHERE")]
    [InlineData("--key goes with --certificate", "--tls", "--key", "NOWHERE")]
    [InlineData("/nowhere.pem", "--tls", "--certificate", "NOWHERE")]
    [InlineData("index.html", "--tls", "--certificate", "PAGE")]
    public void A_certificate_that_makes_no_sense_is_told_before_anything_is_served(string words, params string[] options)
    {
        using Peer tool = Programs.Sockeye(["serve", "files", "127.0.0.1:0", .. options.Select(option => option.Replace("NOWHERE", _folder.Below("nowhere.pem"), StringComparison.Ordinal).Replace("PAGE", _folder.Below("www", "index.html"), StringComparison.Ordinal))]);
        Ended ended = tool.End();
        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }
}
