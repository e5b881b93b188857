using System.IO.Pipelines;
using System.Net;
using Sockeye.Servers.Life;

namespace Sockeye.Servers;

/// <summary>Serves one connection: <see cref="Setup"/>, <see cref="Handle"/>, <see cref="Finish"/>. Python's socketserver.StreamRequestHandler.</summary>
/// <remarks>An object for each connection. What it throws ends that connection alone. It runs where <see cref="ServingOptions.By"/> says; awaiting the request is right in each way.</remarks>
public abstract class StreamHandler : IHandlerSteps
{
    /// <summary>The connection: Python's request.</summary>
    public StreamRequest Request { get; private set; } = null!;

    /// <summary>Python's client_address.</summary>
    public EndPoint ClientAddress => Request.ClientAddress;

    /// <summary>Python's server.</summary>
    public Server Server => Request.Server;

    /// <summary>What the client sends, buffered: Python's rfile.</summary>
    protected PipeReader Input => Request.Input;

    /// <summary>What it is sent, buffered until the next flush: Python's wfile.</summary>
    protected PipeWriter Output => Request.Output;

    /// <summary>Before <see cref="Handle"/>.</summary>
    protected virtual ValueTask Setup() => default;

    /// <summary>The conversation; Python's handle. When it ends what was written is flushed, and the connection is closed.</summary>
    protected abstract Task Handle();

    /// <summary>After <see cref="Handle"/>, whatever that threw. Not where <see cref="Setup"/> threw.</summary>
    protected virtual ValueTask Finish() => default;

    internal static Func<StreamRequest, Task> Runner(Func<StreamHandler> make)
    {
        ArgumentNullException.ThrowIfNull(make, "handler");
        return request => (make() ?? throw new InvalidOperationException("no handler was made: null")).Run(request);
    }

    ValueTask IHandlerSteps.Setup() => Setup();

    Task IHandlerSteps.Handle() => Handle();

    ValueTask IHandlerSteps.Finish() => Finish();

    /// <summary>The whole life of it, with one request.</summary>
    internal Task Run(StreamRequest request)
    {
        Request = Request is null ? request : throw new InvalidOperationException($"{GetType().Name} serves a connection already: the server asks for a new one each time");
        return HandlerLife.Run(this, staysWhereItIs: true);
    }
}
