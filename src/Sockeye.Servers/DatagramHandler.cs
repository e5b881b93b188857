using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Servers.Life;

namespace Sockeye.Servers;

/// <summary>Serves one datagram: <see cref="Setup"/>, <see cref="Handle"/>, <see cref="Finish"/>. Python's socketserver.DatagramRequestHandler.</summary>
/// <remarks>An object for each datagram; a delegate in its place costs none. What it throws ends that datagram alone.</remarks>
public abstract class DatagramHandler : IHandlerSteps
{
    private bool _isUsed;
    private PipeReader? _input;
    private ArrayBufferWriter<byte>? _output;

    /// <summary>The datagram, and the way back: Python's request.</summary>
    public DatagramRequest Request { get; private set; }

    /// <summary>Python's client_address.</summary>
    public EndPoint ClientAddress => Request.ClientAddress;

    /// <summary>Python's server.</summary>
    public Server Server => Request.Server;

    /// <summary>The datagram as a pipe that ends with it, for what else reads a connection: Python's rfile. <see cref="DatagramRequest.Data"/> is the shorter way.</summary>
    protected PipeReader Input => _input ??= PipeReader.Create(new ReadOnlySequence<byte>(Request.Data));

    /// <summary>What is written here goes back as one datagram after <see cref="Handle"/>: Python's wfile. Nothing goes where nothing was written.</summary>
    protected IBufferWriter<byte> Output => _output ??= new ArrayBufferWriter<byte>();

    /// <summary>Before <see cref="Handle"/>.</summary>
    protected virtual ValueTask Setup() => default;

    /// <summary>What is done with the datagram; Python's handle.</summary>
    protected abstract ValueTask Handle();

    /// <summary>After <see cref="Handle"/> and the answer, whatever they threw. Not where <see cref="Setup"/> threw.</summary>
    protected virtual ValueTask Finish() => default;

    internal static Func<DatagramRequest, ValueTask> Runner(Func<DatagramHandler> make)
    {
        ArgumentNullException.ThrowIfNull(make, "handler");
        return request => (make() ?? throw new InvalidOperationException("no handler was made: null")).Run(request);
    }

    ValueTask IHandlerSteps.Setup() => Setup();

    async Task IHandlerSteps.Handle()
    {
        await Handle().ConfigureAwait(false);
        if (_output is { WrittenCount: > 0 })
        {
            await Request.ReplyAsync(_output.WrittenMemory).ConfigureAwait(false);
        }
    }

    ValueTask IHandlerSteps.Finish() => Finish();

    /// <summary>The whole life of it, with one request.</summary>
    internal ValueTask Run(DatagramRequest request)
    {
        _isUsed = _isUsed ? throw new InvalidOperationException($"{GetType().Name} serves a datagram already: the server asks for a new one each time") : true;
        Request = request;
        return new ValueTask(HandlerLife.Run(this, staysWhereItIs: false));
    }
}
