using System.IO.Pipelines;
using System.Net;

namespace Sockeye.Servers.Ways;

/// <summary>A connection as its server sees it, in whatever way it is served: what its handler reads and writes, and how that gets on.</summary>
/// <remarks>What gets on may be asked for from any thread, and may be a moment old.</remarks>
internal interface ITransport : IDuplexPipe
{
    EndPoint Client { get; }

    EndPoint Local { get; }

    /// <summary>A read waits for the client.</summary>
    bool IsReading { get; }

    /// <summary>A flush waits for the client.</summary>
    bool IsWriting { get; }

    /// <summary>Other numbers whenever something was received, or taken by the client.</summary>
    int ReadActivity { get; }

    int WriteActivity { get; }

    /// <summary>What ended it before its time; null while there is nothing.</summary>
    Exception? Cause { get; }

    Stream AsStream();

    /// <summary>Ends it now: what waits is told the cause. Any thread.</summary>
    void Abort(Exception cause);

    /// <summary>Flushes what was written, and closes.</summary>
    ValueTask CloseAsync();
}
