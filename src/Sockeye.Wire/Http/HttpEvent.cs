namespace Sockeye.Wire.Http;

/// <summary>What <see cref="HttpProtocol.Read"/> found in the input.</summary>
public enum HttpEvent
{
    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>A request, or a final response, begins: see <see cref="HttpProtocol.Head"/>.</summary>
    Head,

    /// <summary>A 1xx response; the final one follows. See <see cref="HttpProtocol.Head"/>.</summary>
    Informational,

    /// <summary>A piece of the body: see <see cref="HttpProtocol.Data"/>.</summary>
    Data,

    /// <summary>The message is whole. Trailers, if any, are in <see cref="HttpProtocol.Trailers"/>.</summary>
    End,

    /// <summary>The next message waits in the input until this exchange is finished and <see cref="HttpProtocol.StartNext"/> is called.</summary>
    Paused,

    /// <summary>The peer spoke the 101 or 2xx that ends HTTP here; what follows in the input is another protocol's.</summary>
    Switched,

    /// <summary>The peer closed between messages: nothing more will come.</summary>
    Closed,
}
