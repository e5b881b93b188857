using System.IO.Pipelines;
using System.Net;
using Sockeye.Connections;

namespace Sockeye.Servers.Ways;

/// <summary>A connection on a loop.</summary>
internal sealed class LoopTransport(Connection connection) : ITransport
{
    private readonly Input _input = (Input)connection.Input;
    private readonly Output _output = (Output)connection.Output;

    internal Connection Connection => connection;

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public EndPoint Client => connection.RemoteEndPoint;

    public EndPoint Local => connection.LocalEndPoint;

    public bool IsReading => _input.IsUnderWay;

    public bool IsWriting => _output.IsUnderWay;

    public int ReadActivity => _input.Activity;

    public int WriteActivity => _output.Activity;

    public Exception? Cause => connection.Cause;

    public Stream AsStream() => connection.AsStream(leaveOpen: true);

    public void Abort(Exception cause) => connection.Abort(cause);

    public ValueTask CloseAsync() => connection.EndAsync();
}
