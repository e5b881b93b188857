using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Frames;

namespace Sockeye.Servers.Tests.Tls;

/// <summary>Lines, as a server of mail has them: says who it is, begins TLS when it is asked to, tells what came of the handshake, and gives back the rest.</summary>
internal sealed class Reporting(TlsServerOptions? upgrade = null) : FramedHandler<ReadOnlySequence<byte>>(new LineFrames(crlf: true))
{
    internal const string Greeting = "220 test.example ESMTP";

    protected override async ValueTask Setup()
    {
        if (upgrade is not null)
        {
            await Request.Output.WriteAsync(Encoding.ASCII.GetBytes(Greeting + "\r\n"));
        }
    }

    protected override async ValueTask Handle(ReadOnlySequence<byte> line)
    {
        string word = Encoding.ASCII.GetString(line);
        switch (word.Split(' ')[0].ToUpperInvariant())
        {
            case "EHLO":
                await Say("250-test.example");
                await Say("250 STARTTLS");
                break;

            case "STARTTLS" when upgrade is not null:
                await Say("220 go ahead");
                await UpgradeToTlsAsync(upgrade);
                break;

            case "FACTS":
                TlsInfo? tls = Request.Tls;
                await Say(string.Create(CultureInfo.InvariantCulture, $"facts: {tls?.Protocol} name={tls?.ServerName} alpn={tls?.ApplicationProtocol} client={tls?.PeerCertificate?.Subject}"));
                break;

            case "QUIT":
                await Say("221 bye");
                await Request.Output.CompleteAsync();
                break;

            default:
                await Say(word);
                break;
        }
    }

    private ValueTask Say(string line) => Frames.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(line)));
}
