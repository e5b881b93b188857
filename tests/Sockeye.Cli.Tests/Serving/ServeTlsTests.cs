using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Serving;

/// <summary>TLS between the tool and itself; openssl makes the certificates.</summary>
public sealed class ServeTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("openssl")]
    [InlineData("loops")]
    [InlineData("threads")]
    [InlineData("selector")]
    [InlineData("processes")]
    public async Task Who_is_trusted_is_talked_to(string way)
    {
        (string certificate, string key) = await Certificate();
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where, "--tls", "--certificate", certificate, "--key", key, "--by", way);
        using (Peer client = Programs.Sockeye("connect", where, "--tls", "--ca", certificate))
        {
            client.Say("hello\n");
            client.OutputLine("hello");
            client.Say(new string('x', 100_000));
            client.EndInput();
            Assert.Equal((0, 100_006), (client.End().ExitCode, client.Output.Length));
        }

        server.Signal("TERM");
        Assert.StartsWith("stopped: 1 served, 0 refused, 0 failed", server.End().Errors, StringComparison.Ordinal);
    }

    [NeedsFact("openssl")]
    public async Task Who_is_not_is_refused_with_a_hint_and_with_insecure_is_not()
    {
        (string certificate, string key) = await Certificate();
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where, "--tls", "--certificate", certificate, "--key", key);
        using Peer wary = Programs.Sockeye("connect", where, "--tls");
        Ended ended = wary.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("hint: --ca FILE says whom to trust", ended.Errors, StringComparison.Ordinal);
        using Peer trusting = Programs.Sockeye("connect", where, "--tls", "--insecure");
        trusting.Say("hello\n");
        trusting.OutputLine("hello");
    }

    [NeedsFact("openssl")]
    public async Task Plain_words_to_a_server_of_TLS_are_counted_as_a_handshake_that_failed()
    {
        (string certificate, string key) = await Certificate();
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where, "--tls", "--certificate", certificate, "--key", key);
        using Peer plain = Programs.Sockeye("connect", where);
        plain.Say("GET / HTTP/1.1\r\n\r\n");
        server.ErrorLineContaining("GET / HTTP/1.1");
        server.Signal("TERM");
        Assert.Contains("limits: handshake 1", server.End().Errors, StringComparison.Ordinal);
    }

    [NeedsFact("openssl")]
    public async Task The_key_of_another_is_told_before_anything_is_served()
    {
        (string certificate, _) = await Certificate();
        (_, string key) = await Certificate("other");
        using Peer tool = Programs.Sockeye("serve", "echo", ":0", "--tls", "--certificate", certificate, "--key", key);
        Ended ended = tool.End();
        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("www", ended.Errors, StringComparison.Ordinal);
    }

    private async Task<(string Certificate, string Key)> Certificate(string name = "www")
    {
        (string certificate, string key) = (_folder.Below($"{name}.pem"), _folder.Below($"{name}.key"));
        await new Command(_folder.Path).Succeed(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", certificate, "-keyout", key);
        return (certificate, key);
    }
}
