using System.IO.Pipes;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Readiness.Tests;

/// <summary>Two Unix sockets that are connected to each other.</summary>
internal sealed class Scene : IDisposable
{
    internal Scene() => (Near, Far) = Socket.SocketPair();

    internal Socket Near { get; }

    internal Socket Far { get; }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}

/// <summary>A pipe of .NET's, whose handles are borrowed.</summary>
internal sealed class Pipe : IDisposable
{
    private readonly AnonymousPipeServerStream _writing = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _reading;

    internal Pipe()
    {
        _reading = new AnonymousPipeClientStream(PipeDirection.In, _writing.ClientSafePipeHandle);
        Reader = Descriptor.Borrow(_reading.SafePipeHandle);
        Writer = Descriptor.Borrow(_writing.SafePipeHandle);
    }

    internal Descriptor Reader { get; }

    internal Descriptor Writer { get; }

    internal void Write() => _writing.Write([1]);

    internal void CloseWriter()
    {
        Writer.Dispose();
        _writing.Dispose();
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
        _writing.Dispose();
        _reading.Dispose();
    }
}
