using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.ExceptionServices;
using Sockeye.Servers.Telemetry;

namespace Sockeye.Servers;

/// <summary>Serves one datagram: <see cref="Setup"/>, <see cref="Handle"/>, <see cref="Finish"/>. Python's socketserver.DatagramRequestHandler.</summary>
/// <remarks>An object for each datagram; a delegate in its place costs none. What it throws ends that datagram alone.</remarks>
public abstract class DatagramHandler
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

    /// <summary>The whole life of it, with one request.</summary>
    internal async ValueTask Run(DatagramRequest request)
    {
        _isUsed = _isUsed ? throw new InvalidOperationException($"{GetType().Name} serves a datagram already: the server asks for a new one each time") : true;
        Request = request;
        await Setup().ConfigureAwait(false);
        Exception? thrown = null;
        try
        {
            await Handle().ConfigureAwait(false);
            await Answer().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            thrown = error;
        }

        try
        {
            await Finish().ConfigureAwait(false);
        }
        catch (Exception another) when (thrown is not null)
        {
            ServerEvents.Log.CallbackFailed($"{GetType().Name}.{nameof(Finish)}", another.Message);     // what came first is the cause
        }

        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    private ValueTask Answer() => _output is { WrittenCount: > 0 } ? Request.ReplyAsync(_output.WrittenMemory) : default;
}
