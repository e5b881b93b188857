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
            case Socket socket: Write((Handles.Add(socket), socket.Descriptor.Number, socket.Family, socket.Kind, socket.Protocol, socket.Timeout is null ? 0 : 1)); break;
            case ITuple tuple: Tuple(tuple); break;
            case IEnumerable list: List([.. list.Cast<object?>()]); break;
            default: throw new InvalidOperationException($"Python is not told of {value.GetType()}");
        }
    }

    // Most tuples are numbers alone: those go without a tag each.
    private void Tuple(ITuple tuple)
    {
        bool numbers = true;
        for (int at = 0; at < tuple.Length; at++)
        {
            numbers &= tuple[at] is int or long or Enum;
        }

        Tag(numbers ? 'V' : 'U');
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), tuple.Length);
        for (int at = 0; at < tuple.Length; at++)
        {
            if (numbers)
            {
                BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), Convert.ToInt64(tuple[at], CultureInfo.InvariantCulture));
            }
            else
            {
                Write(tuple[at]);
            }
        }
    }

    private void List(object?[] values)
    {
        Tag('L');
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), values.Length);
        Array.ForEach(values, Write);
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
