using System.IO.Pipelines;
using System.Net;
using Sockeye.Connections;
using Sockeye.Connections.Framing;
using Sockeye.Connections.Tls;
using Sockeye.Servers.Streams;
using Sockeye.Servers.Tls;
using Sockeye.Servers.Ways;
using Sockeye.Sockets;
using Sockeye.Wire.Frames;

namespace Sockeye.Servers;

/// <summary>A client that is being served: what it sends, what it is sent, and who it is. It ends with its handler.</summary>
/// <remarks>
/// The pipe is a <see cref="Connections.Connection"/> where loops serve, and something that blocks, or that a selector waits for, in other ways;
/// the handler is the same. Threads: one reader and one writer at a time.
/// </remarks>
public sealed class StreamRequest : IDuplexPipe
{
    private readonly StreamVisit _visit;

    internal StreamRequest(Server server, StreamVisit visit) => (Server, _visit) = (server, visit);

    /// <summary>What the client sends.</summary>
    public PipeReader Input => _visit.Transport.Input;

    /// <summary>What it is sent, with the next flush.</summary>
    public PipeWriter Output => _visit.Transport.Output;

    /// <summary>The client's address.</summary>
    public EndPoint ClientAddress => _visit.Transport.Client;

    /// <summary>The address that it came to.</summary>
    public EndPoint LocalEndPoint => _visit.Transport.Local;

    /// <summary>Who serves it.</summary>
    public Server Server { get; }

    /// <summary>What its TLS handshake has come to; null without TLS.</summary>
    public TlsInfo? Tls => (_visit.Transport as TlsTransport)?.Info;

    /// <summary>The connection, where loops serve and there is no TLS; else null.</summary>
    public Connection? Connection => (_visit.Transport as LoopTransport)?.Connection;

    internal ITransport Transport => _visit.Transport;

    /// <summary>Whoever awaits is not waited for by a thread: then a handler that never has to wait lets others have their turn.</summary>
    internal bool SharesItsThread => !_visit.WaitsWithThread;

    /// <summary>For a ready handler that cuts the stream itself. Once a request.</summary>
    internal FrameProgress Follow() => _visit.Follow();

    /// <summary>The socket itself, for sendfile(2): where a thread waits, and there is no TLS.</summary>
    internal SocketTransport? Sendable => _visit.Transport as ThreadTransport;

    /// <summary>Last words, and a moment for the client to hear them: then the handler ends.</summary>
    internal Task SayFarewell(ReadOnlyMemory<byte> words) => Farewell.Say(_visit.Transport, words, Server.Options.Clock);

    /// <summary>Both directions as one stream. Closing it closes nothing: the request ends with its handler.</summary>
    public Stream AsStream() => _visit.Transport.AsStream();

    /// <summary>Both directions in frames, under the server's limits. Once a request.</summary>
    /// <param name="format">How the stream is cut.</param>
    /// <exception cref="InvalidOperationException">It is read in frames already.</exception>
    public FramedConnection<TFrame> InFrames<TFrame>(IFrameFormat<TFrame> format) => _visit.InFrames(format);

    /// <summary>Begins TLS after plain talk (STARTTLS): from its end on <see cref="Input"/>, <see cref="Output"/>, <see cref="AsStream"/> and <see cref="InFrames"/> are encrypted, and what was had of them before is no longer used.</summary>
    /// <remarks>What was written is flushed first: the word that lets the client begin. The server's limits of handshakes hold.</remarks>
    /// <param name="options">How.</param>
    /// <exception cref="TlsException">The client has sent plain text behind the word that asked for it (CVE-2011-0411), or the handshake failed. It is counted, and told to <see cref="ServingOptions.Failed"/>; the connection is ended.</exception>
    /// <exception cref="SocketTimeoutException">It took too long. The same.</exception>
    /// <exception cref="EndOfStreamException">The client has closed instead.</exception>
    /// <exception cref="InvalidOperationException">It speaks TLS already, or a read is under way.</exception>
    public Task UpgradeToTlsAsync(TlsServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Tls is null ? _visit.UpgradeAsync(options) : throw new InvalidOperationException("the client speaks TLS already");
    }

    /// <summary>Throws the client out: it is sent a reset, and what waits here ends with the cause.</summary>
    /// <param name="cause">Why.</param>
    public void Abort(Exception cause) => _visit.Abort(cause);
}
