using System.Buffers;
using System.Text;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Frames;

namespace Sockeye.Servers.Tests.Tls;

/// <summary>Lines: "starttls" begins TLS, and "who" says whether it has.</summary>
internal sealed class Upgrading(TlsServerOptions options) : FramedHandler<ReadOnlySequence<byte>>(new LineFrames())
{
    protected override async ValueTask Handle(ReadOnlySequence<byte> line)
    {
        switch (Encoding.ASCII.GetString(line))
        {
            case "starttls":
                await Say("go");
                await UpgradeToTlsAsync(options);
                break;

            default:
                await Say(Request.Tls is null ? "plain" : "secure");
                break;
        }
    }

    private ValueTask Say(string word) => Frames.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(word)));
}
