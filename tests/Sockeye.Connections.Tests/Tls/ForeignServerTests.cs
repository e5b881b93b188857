using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Sockeye.Connections.Framing;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Frames;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>Other people's servers: OpenSSL's and Python's.</summary>
public sealed partial class ForeignServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = TlsScene.Authority;
    private readonly string _certificate;
    private readonly string _key;
    private readonly string _trusted;

    public ForeignServerTests()
    {
        (_certificate, _key) = _authority.Write(_folder, "server", _authority.Issue(["server.test"]));
        _trusted = _authority.WritePem(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("openssl")]
    [InlineData("-tls1_2", System.Security.Authentication.SslProtocols.Tls12)]
    [InlineData("-tls1_3", System.Security.Authentication.SslProtocols.Tls13)]
    public async Task OpenSsl_AnswersInEachVersion(string option, System.Security.Authentication.SslProtocols version)
    {
        using Process server = Start(out string port, "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", _certificate, "-key", _key, "-rev", "-alpn", "new/2", option);
        await using TlsConnection tls = await TlsConnection.ConnectAsync("127.0.0.1", port, Options with { ApplicationProtocols = ["new/2"] }).InTime();
        Assert.Equal((version, "new/2"), (tls.Info.Protocol, tls.Info.ApplicationProtocol));
        await using var lines = new FramedConnection<ReadOnlySequence<byte>>(tls, new LineFrames());
        await lines.WriteAsync(new ReadOnlySequence<byte>("sockeye"u8.ToArray()));
        Assert.Equal("eyekcos", Encoding.ASCII.GetString(await lines.ReadAsync().InTime()));
        server.Kill();
    }

    [NeedsFact("openssl")]
    public async Task OpenSsl_AsksForACertificate()
    {
        using Process server = Start(out string port, "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", _certificate, "-key", _key, "-rev", "-Verify", "2", "-CAfile", _trusted, "-verify_return_error");
        await using (TlsConnection tls = await TlsConnection.ConnectAsync("127.0.0.1", port, Options with { Certificate = _authority.Issue(["somebody"]) }).InTime())
        {
            await using var lines = new FramedConnection<ReadOnlySequence<byte>>(tls, new LineFrames());
            await lines.WriteAsync(new ReadOnlySequence<byte>("ab"u8.ToArray()));
            Assert.Equal("ba", Encoding.ASCII.GetString(await lines.ReadAsync().InTime()));
        }

        // In TLS 1.3 a client is through before it is refused: the first read tells.
        await using TlsConnection refused = await TlsConnection.ConnectAsync("127.0.0.1", port, Options).InTime();
        var error = await Assert.ThrowsAsync<TlsException>(async () => await refused.Input.ReadAsync().InTime());
        Assert.Equal(TlsError.Refused, error.Kind);
        Assert.Contains("certificate required", error.Message, StringComparison.Ordinal);
        server.Kill();
    }

    [NeedsFact("python3")]
    public async Task Python_Answers_AfterAnUpgrade()
    {
        string program = _folder.Write("server.py", """
            import socket, ssl, sys
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            listener = socket.create_server(('127.0.0.1', 0))
            print('at 127.0.0.1:%d' % listener.getsockname()[1], flush=True)
            plain, _ = listener.accept()
            plain.sendall(b'ready\r\n')
            assert plain.recv(100) == b'STARTTLS\r\n'
            plain.sendall(b'go\r\n')
            tls = context.wrap_socket(plain, server_side=True, suppress_ragged_eofs=False)
            got = b''
            while True:
                more = tls.recv(65536)
                if not more:        # an end that was not announced would be an error
                    break
                got += more
            tls.sendall(got[::-1])
            tls.unwrap().close()
            """);
        using Process server = Start(out string port, "/usr/bin/python3", program, _certificate, _key);
        Connection plain = await Connection.ConnectAsync("127.0.0.1", port).InTime();
        Assert.Equal("ready\r\n"u8.ToArray(), await plain.Input.ReadExactly(7));
        await plain.Output.WriteAsync("STARTTLS\r\n"u8.ToArray());
        Assert.Equal("go\r\n"u8.ToArray(), await plain.Input.ReadExactly(4));
        await using TlsConnection tls = await TlsConnection.ConnectAsync(plain, Options).InTime();
        byte[] sent = Scene.Pattern(100_000);
        await tls.Output.WriteAsync(sent);
        await tls.Output.CompleteAsync();
        byte[] back = await tls.Input.ReadExactly(sent.Length);
        Assert.Equal(sent, back.Reverse());
        Assert.True((await tls.Input.ReadAsync().InTime()).IsCompleted);
        Assert.False(tls.IsTruncated);
        await server.WaitForExitAsync().InTime();
        Assert.Equal(0, server.ExitCode);
    }

    private TlsClientOptions Options => new() { HostName = "server.test", Trust = TlsTrust.FromPem(_trusted) };

    // It says where it listens, on one stream or the other.
    private static Process Start(out string port, string program, params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        while (process.StandardOutput.ReadLine() is string line)
        {
            if (Listening().Match(line) is { Success: true } found)
            {
                port = found.Groups[1].Value;
                return process;
            }
        }

        throw new InvalidOperationException($"{program} did not say where it listens");
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
