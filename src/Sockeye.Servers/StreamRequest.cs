using System.IO.Pipelines;
using System.Net;
using Sockeye.Connections;
using Sockeye.Connections.Framing;
using Sockeye.Servers.Streams;
using Sockeye.Servers.Ways;
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

    /// <summary>The connection, where loops serve; else null.</summary>
    public Connection? Connection => (_visit.Transport as LoopTransport)?.Connection;

    internal ITransport Transport => _visit.Transport;

    /// <summary>Whoever awaits is not waited for by a thread: then a handler that never has to wait lets others have their turn.</summary>
    internal bool SharesItsThread => _visit.Transport is not ThreadTransport;

    /// <summary>For a ready handler that cuts the stream itself. Once a request.</summary>
    internal FrameProgress Follow() => _visit.Follow();

    /// <summary>Last words, and a moment for the client to hear them: then the handler ends.</summary>
    internal Task SayFarewell(ReadOnlyMemory<byte> words) => Farewell.Say(_visit.Transport, words, Server.Options.Clock);

    /// <summary>Both directions as one stream. Closing it closes nothing: the request ends with its handler.</summary>
    public Stream AsStream() => _visit.Transport.AsStream();

    /// <summary>Both directions in frames, under the server's limits. Once a request.</summary>
    /// <param name="format">How the stream is cut.</param>
    /// <exception cref="InvalidOperationException">It is read in frames already.</exception>
    public FramedConnection<TFrame> InFrames<TFrame>(IFrameFormat<TFrame> format) => _visit.InFrames(format);

    /// <summary>Throws the client out: it is sent a reset, and what waits here ends with the cause.</summary>
    /// <param name="cause">Why.</param>
    public void Abort(Exception cause) => _visit.Abort(cause);
}
