using System.IO.Pipelines;
using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Servers.Ways;

namespace Sockeye.Servers.Tls;

/// <summary>TLS over another transport. What its client has sent counts when it was decrypted: who drips bytes of a record without end says nothing.</summary>
internal sealed class TlsTransport(ITransport below, TlsConnection secure) : ITransport
{
    internal TlsInfo Info => secure.Info;

    public PipeReader Input => secure.Input;

    public PipeWriter Output => secure.Output;

    public EndPoint Client => below.Client;

    public EndPoint Local => below.Local;

    public bool IsReading => secure.IsReading;

    public bool IsWriting => below.IsWriting;

    public int ReadActivity => secure.Activity;

    public int WriteActivity => below.WriteActivity;

    public Exception? Cause => below.Cause;

    public Stream AsStream() => secure.AsStream(leaveOpen: true);

    public void Abort(Exception cause) => below.Abort(cause);

    public ValueTask CloseAsync()
    {
        secure.EndWriting();
        secure.Close();
        return below.CloseAsync();
    }
}
