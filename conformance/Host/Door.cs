using System.Globalization;
using System.Runtime.InteropServices;

namespace Sockeye.Conformance.Host;

/// <summary>The one function that Python calls: a request of tagged values in, an answer out.</summary>
/// <remarks>
/// A small answer, as most are, is one number. Any other is tagged values in memory that is allocated for each call and freed by the
/// other side: a finalizer of Python's may make a call of its own between the end of this one and the reading of its reply.
/// </remarks>
public static unsafe class Door
{
    private static long s_calls;

    private enum Answer
    {
        Values,
        Error,
        None,
        False,
        True,
        Number,
    }

    internal static long Calls => Interlocked.Read(ref s_calls);

    /// <summary>Makes the call. The kind of the answer; the number of a Number, and the bytes and their count of Values and Error, as <see cref="PythonError"/> has it.</summary>
    [UnmanagedCallersOnly]
    public static int Call(byte* request, int length, byte** reply, long* number)
    {
        Interlocked.Increment(ref s_calls);
        try
        {
            var reader = new RequestReader(new ReadOnlySpan<byte>(request, length));
            return (int)Tell(OperationTable.Invoke(reader.Operation(), reader.Values()), reply, number);
        }
        catch (Exception error)
        {
            return (int)Write(PythonError.Of(error), Answer.Error, reply, number);
        }
    }

    private static Answer Tell(object? value, byte** reply, long* number)
    {
        switch (value)
        {
            case null: return Answer.None;
            case bool yes: return yes ? Answer.True : Answer.False;
            case int or uint or ushort or long or Enum:
                *number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
                return Answer.Number;
            default: return Write(value, Answer.Values, reply, number);
        }
    }

    private static Answer Write(object value, Answer answer, byte** reply, long* length)
    {
        var writer = new ReplyWriter();
        writer.Write(value);
        ReadOnlySpan<byte> bytes = writer.Bytes;
        *reply = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(*reply, bytes.Length));
        *length = bytes.Length;
        return answer;
    }
}
