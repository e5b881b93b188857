using System.Runtime.InteropServices;

namespace Sockeye.Conformance.Host;

/// <summary>The one function that Python calls: a request of tagged values in, a reply of tagged values out.</summary>
/// <remarks>
/// The reply is allocated for each call and freed by the other side: a finalizer of Python's may make a call of its own between the
/// end of this one and the reading of its reply.
/// </remarks>
public static unsafe class Door
{
    private static long s_calls;

    internal static long Calls => Interlocked.Read(ref s_calls);

    /// <summary>Makes the call. 0: the reply is the answer. 1: the reply is the error, as <see cref="PythonError"/> has it.</summary>
    [UnmanagedCallersOnly]
    public static int Call(byte* request, int length, byte** reply, int* replyLength)
    {
        Interlocked.Increment(ref s_calls);
        var writer = new ReplyWriter();
        int answer = 0;
        try
        {
            var reader = new RequestReader(new ReadOnlySpan<byte>(request, length));
            writer.Write(OperationTable.Invoke(reader.Operation(), reader.Values()));
        }
        catch (Exception error)
        {
            writer = new ReplyWriter();
            writer.Write(PythonError.Of(error));
            answer = 1;
        }

        ReadOnlySpan<byte> bytes = writer.Bytes;
        byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        *reply = copy;
        *replyLength = bytes.Length;
        return answer;
    }
}
