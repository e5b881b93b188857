using System.Diagnostics.Tracing;

namespace Sockeye.Connections.Tls;

/// <summary>What certificates tell an event listener (dotnet-trace): the source is "Sockeye-Tls". Handshakes that fail at a server are told by "Sockeye-Servers".</summary>
[EventSource(Name = "Sockeye-Tls")]
internal sealed class TlsEvents : EventSource
{
    internal static readonly TlsEvents Log = new();

    private TlsEvents()
    {
    }

    [Event(1, Level = EventLevel.Informational, Message = "certificates were loaded again: {0}")]
    public void CertificatesLoaded(string what) => WriteEvent(1, what);

    [Event(2, Level = EventLevel.Error, Message = "certificates were changed and cannot be loaded, so the old ones are shown on: {0}")]
    public void CertificatesKept(string error) => WriteEvent(2, error);
}
