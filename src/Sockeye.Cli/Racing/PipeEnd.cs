using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.Cli.Racing;

/// <summary>Half of two pipes, one for each direction: each call is one read(2) or write(2).</summary>
internal sealed class PipeEnd : IRaceEnd
{
    private readonly FileStream _in;
    private readonly FileStream _out;

    private PipeEnd(SafeFileHandle @in, SafeFileHandle @out)
        => (_in, _out) = (new FileStream(@in, FileAccess.Read, bufferSize: 0), new FileStream(@out, FileAccess.Write, bufferSize: 0));

    internal static (IRaceEnd Near, IRaceEnd Far) Pair()
    {
        (SafeFileHandle nearIn, SafeFileHandle farOut) = Pipe();
        (SafeFileHandle farIn, SafeFileHandle nearOut) = Pipe();
        return (new PipeEnd(nearIn, nearOut), new PipeEnd(farIn, farOut));
    }

    public int Read(Span<byte> into) => _in.Read(into);

    public void Write(ReadOnlySpan<byte> data) => _out.Write(data);

    public void Dispose()
    {
        _out.Dispose();
        _in.Dispose();
    }

    // .NET makes pipe(2) only as streams whose reads do more than read(2); the handles are taken out, and they keep none.
    private static (SafeFileHandle In, SafeFileHandle Out) Pipe()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        return (Take(pipe.ClientSafePipeHandle), Take(pipe.SafePipeHandle));
    }

    private static SafeFileHandle Take(SafePipeHandle handle)
    {
        var taken = new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: true);
        handle.SetHandleAsInvalid();
        return taken;
    }
}
