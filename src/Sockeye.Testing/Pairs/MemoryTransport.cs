using System.IO.Pipelines;
using System.Net;
using Sockeye.Servers.Ways;

namespace Sockeye.Testing.Pairs;

/// <summary>A client in memory as its server sees it.</summary>
internal sealed class MemoryTransport : ITransport
{
    private readonly OneWay _incoming;
    private readonly OneWay _outgoing;
    private readonly MemoryEnd _end;

    internal MemoryTransport(MemoryPairOptions options, EndPoint client, EndPoint local, Action changed)
    {
        (Client, Local) = (client, local);
        (_incoming, _outgoing) = (new OneWay(options, changed), new OneWay(options, changed));
        (_end, Far) = (new MemoryEnd(_incoming, _outgoing), new MemoryEnd(_outgoing, _incoming));
    }

    /// <summary>The client's end.</summary>
    internal MemoryEnd Far { get; }

    /// <summary>its handler waits for the client.</summary>
    internal bool IsAtRest => _incoming.IsReaderAtRest || _outgoing.IsWriterAtRest;

    public PipeReader Input => _end.Input;

    public PipeWriter Output => _end.Output;

    public EndPoint Client { get; }

    public EndPoint Local { get; }

    public bool IsReading => _incoming.IsReading;

    public bool IsWriting => _outgoing.IsWriting;

    public int ReadActivity => _incoming.ReadActivity;

    public int WriteActivity => _outgoing.WriteActivity;

    public Exception? Cause => _end.Cause;

    public Stream AsStream() => _end.AsStream(leaveOpen: true);

    public void Abort(Exception cause) => _end.Abort(cause);

    public ValueTask CloseAsync() => _end.DisposeAsync();
}
