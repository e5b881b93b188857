using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Sockeye.Sockets;

namespace Sockeye.Conformance.Host;

/// <summary>Writes an answer as tagged values: what C# gives becomes what Python has for it.</summary>
internal sealed class ReplyWriter
{
    private readonly ArrayBufferWriter<byte> _out = new(64);

    internal ReadOnlySpan<byte> Bytes => _out.WrittenSpan;

    internal void Write(object? value)
    {
        switch (value)
        {
            case null: Tag('N'); break;
            case bool yes: Tag(yes ? 'T' : 'F'); break;
            case Enum number: Integer(Convert.ToInt64(number, CultureInfo.InvariantCulture)); break;
            case int or uint or short or ushort or byte or long: Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case nint pointer: Integer(pointer); break;
            case TimeSpan time: Tag('D'); BinaryPrimitives.WriteDoubleLittleEndian(Room(sizeof(double)), time.TotalSeconds); break;
            case string text: Counted('S', Encoding.UTF8.GetBytes(text)); break;
            case byte[] bytes: Counted('B', bytes); break;
            case FileName name: Counted('E', name.Bytes); break;
            case EndPoint address: Write(PythonAddress.Of(address)); break;
            case Socket socket: Write((Handles.Add(socket), socket.Descriptor.Number, socket.Family, socket.Kind, socket.Protocol, socket.Timeout)); break;
            case ITuple tuple: Values('U', Enumerable.Range(0, tuple.Length).Select(at => tuple[at]).ToArray()); break;
            case IEnumerable list: Values('L', list.Cast<object?>().ToArray()); break;
            default: throw new InvalidOperationException($"Python is not told of {value.GetType()}");
        }
    }

    private void Values(char tag, object?[] values)
    {
        Tag(tag);
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), values.Length);
        foreach (object? value in values)
        {
            Write(value);
        }
    }

    private void Integer(long value)
    {
        Tag('I');
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
    }

    private void Counted(char tag, byte[] bytes)
    {
        Tag(tag);
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), bytes.Length);
        _out.Write(bytes);
    }

    private void Tag(char tag) => Room(1)[0] = (byte)tag;

    private Span<byte> Room(int count)
    {
        Span<byte> room = _out.GetSpan(count)[..count];
        _out.Advance(count);
        return room;
    }
}

/// <summary>A name in the file system: bytes that Python decodes in its own way, with surrogates where they are no text.</summary>
internal sealed record FileName(byte[] Bytes);
