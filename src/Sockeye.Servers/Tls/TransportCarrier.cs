using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Servers.Ways;

namespace Sockeye.Servers.Tls;

/// <summary>A server's transport, as what carries TLS.</summary>
internal sealed class TransportCarrier(ITransport below) : Carrier(below.Input, below.Output)
{
    internal override EndPoint? Peer => below.Client;

    internal override Exception? Cause => below.Cause;

    internal override bool WaitsWithThread => below is ThreadTransport;

    internal override Stream Blocking => below.AsStream();

    internal override void Abort(Exception cause) => below.Abort(cause);

    // The server does that, when its handler has ended.
    internal override void Close()
    {
    }

    internal override ValueTask CloseAsync() => default;
}
