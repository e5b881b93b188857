using System.Buffers;
using System.Net;
using System.Text;
using Sockeye.Connections;
using Sockeye.Connections.Framing;
using Sockeye.Connections.Tls;
using Sockeye.Servers;
using Sockeye.Wire.Frames;

// A conversation that begins in plain text and goes on in TLS, as mail's does with STARTTLS. Both sides are here, and what they say is printed.
//   dotnet run --project samples/tls-upgrade
ServerCertificates certificates = ServerCertificates.Development();
var tls = new TlsServerOptions { Certificates = certificates };
await using var server = new TcpServer(new IPEndPoint(IPAddress.Loopback, 0), () => new Secretive(tls));
Task serving = server.ServeForeverAsync();

Connection plain = await Connection.ConnectAsync(server.LocalEndPoint);
var talk = new FramedConnection<ReadOnlySequence<byte>>(plain, new LineFrames());
await Ask("secret");
await Ask("starttls");

// Nothing more may be said in plain text now. The server's certificate is checked: its name, and who vouches for it.
await using TlsConnection secure = await talk.UpgradeToTlsAsync(new TlsClientOptions { HostName = "localhost", Trust = certificates.AsTrust() });
Console.WriteLine($"({secure.Info.Protocol} with {secure.Info.PeerCertificate?.Subject})");
talk = new FramedConnection<ReadOnlySequence<byte>>(secure, new LineFrames());
await Ask("secret");
await server.ShutdownAsync();
await serving;

async Task Ask(string word)
{
    await talk.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(word)));
    Console.WriteLine($"Client: {word}\nServer: {Encoding.ASCII.GetString(await talk.ReadAsync())}");
}

/// <summary>Has a secret, and tells it in TLS alone.</summary>
internal sealed class Secretive(TlsServerOptions tls) : FramedHandler<ReadOnlySequence<byte>>(new LineFrames())
{
    protected override async ValueTask Handle(ReadOnlySequence<byte> line)
    {
        switch (Encoding.ASCII.GetString(line))
        {
            case "starttls" when Request.Tls is null:
                await Say("go ahead");
                await UpgradeToTlsAsync(tls); // an error where the client has said more already: that would be plain text
                break;

            case "secret":
                await Say(Request.Tls is null ? "not in plain text" : "the cake is in the cupboard");
                break;

            default:
                await Say("say starttls, or secret");
                break;
        }
    }

    private ValueTask Say(string words) => Frames.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(words)));
}
