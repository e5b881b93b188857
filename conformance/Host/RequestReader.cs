using System.Buffers.Binary;
using System.Text;

namespace Sockeye.Conformance.Host;

/// <summary>Reads a request: the operation's number, then its arguments as tagged values.</summary>
internal ref struct RequestReader(ReadOnlySpan<byte> request)
{
    private ReadOnlySpan<byte> _rest = request;

    internal int Operation() => Int32();

    internal object?[] Values()
    {
        var values = new object?[Int32()];
        for (int at = 0; at < values.Length; at++)
        {
            values[at] = Value();
        }

        return values;
    }

    private object? Value() => (char)Take(1)[0] switch
    {
        'N' => null,
        'T' => true,
        'F' => false,
        'I' => Int64(),
        'D' => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double))),
        'S' => Encoding.UTF8.GetString(Take(Int32())),
        'B' => Take(Int32()).ToArray(),
        'P' => new PythonBuffer((nint)Int64(), Int64()),
        'L' => Values(),
        char tag => throw new InvalidOperationException($"the request has the tag '{tag}'"),
    };

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    private long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
