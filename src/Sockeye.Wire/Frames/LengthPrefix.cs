using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace Sockeye.Wire.Frames;

/// <summary>How a length is written in front of a frame.</summary>
/// <remarks>Choose one of the static members; <c>with { CountsItself = true }</c> when the number includes its own bytes.</remarks>
public sealed record LengthPrefix
{
    private const int LongestVarint = 10;

    private readonly Form _form;
    private readonly bool _countsItself;

    private LengthPrefix(Form form, int width)
    {
        _form = form;
        Width = width;
    }

    private enum Form
    {
        BigEndian,
        LittleEndian,
        Digits,
        Varint,
    }

    /// <summary>One byte.</summary>
    public static LengthPrefix UInt8 { get; } = new(Form.BigEndian, 1);

    /// <summary>Two bytes, most significant first (network order).</summary>
    public static LengthPrefix UInt16 { get; } = new(Form.BigEndian, 2);

    /// <summary>Two bytes, least significant first.</summary>
    public static LengthPrefix UInt16LittleEndian { get; } = new(Form.LittleEndian, 2);

    /// <summary>Three bytes, most significant first.</summary>
    public static LengthPrefix UInt24 { get; } = new(Form.BigEndian, 3);

    /// <summary>Three bytes, least significant first.</summary>
    public static LengthPrefix UInt24LittleEndian { get; } = new(Form.LittleEndian, 3);

    /// <summary>Four bytes, most significant first (network order).</summary>
    public static LengthPrefix UInt32 { get; } = new(Form.BigEndian, 4);

    /// <summary>Four bytes, least significant first.</summary>
    public static LengthPrefix UInt32LittleEndian { get; } = new(Form.LittleEndian, 4);

    /// <summary>Eight bytes, most significant first.</summary>
    public static LengthPrefix UInt64 { get; } = new(Form.BigEndian, 8);

    /// <summary>Eight bytes, least significant first.</summary>
    public static LengthPrefix UInt64LittleEndian { get; } = new(Form.LittleEndian, 8);

    /// <summary>Base-128, least significant group first, as protocol buffers write it; 1 to 10 bytes. Padded forms are read, the shortest is written.</summary>
    public static LengthPrefix Varint { get; } = new(Form.Varint, 0);

    /// <summary>Bytes the prefix takes; 0 for <see cref="Varint"/>, whose width depends on the number.</summary>
    public int Width { get; }

    /// <summary>The number counts the prefix's own bytes too. Default false.</summary>
    /// <exception cref="ArgumentException">Set for <see cref="Varint"/>, whose width the number itself would change.</exception>
    public bool CountsItself
    {
        get => _countsItself;
        init
        {
            if (value && _form == Form.Varint) throw new ArgumentException("a varint cannot count itself", nameof(value));
            _countsItself = value;
        }
    }

    /// <summary>The largest number the prefix can hold.</summary>
    public ulong Largest => _form switch
    {
        Form.Varint => ulong.MaxValue,
        Form.Digits => PowerOfTen(Width) - 1,
        _ => Width == 8 ? ulong.MaxValue : (1UL << (8 * Width)) - 1,
    };

    /// <summary>Decimal digits in ASCII, exactly <paramref name="places"/> of them, padded with zeros: "00012".</summary>
    /// <param name="places">1 to 19.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="places"/> is outside 1 to 19.</exception>
    public static LengthPrefix Digits(int places)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(places, 19);
        return new LengthPrefix(Form.Digits, places);
    }

    /// <summary>Reads the number at the start of <paramref name="input"/> without advancing it. False: more bytes are needed.</summary>
    /// <exception cref="ProtocolException">Not a number of this form.</exception>
    internal bool TryPeek(ref SequenceReader<byte> input, out ulong number, out int width)
    {
        width = Width;
        Span<byte> joined = stackalloc byte[20];
        scoped ReadOnlySpan<byte> bytes = input.UnreadSpan;
        if (_form == Form.Varint)
        {
            // The reader's own span ends where its segment does; a varint may go on in the next.
            if (bytes.Length < LongestVarint) bytes = joined[..Join(in input, joined[..LongestVarint])];
            return TryPeekVarint(bytes, out number, out width);
        }

        if (bytes.Length < width)
        {
            bytes = joined[..Join(in input, joined[..width])];
            if (bytes.Length < width)
            {
                number = 0;
                return false;
            }
        }

        number = _form switch
        {
            Form.BigEndian => BigEndian(bytes, width),
            Form.LittleEndian => LittleEndian(bytes, width),
            _ => ReadDigits(bytes[..width]),
        };
        return true;
    }

    /// <summary>Writes <paramref name="number"/>, which fits.</summary>
    /// <returns>Bytes written.</returns>
    internal int Write(Span<byte> to, ulong number)
    {
        Debug.Assert(number <= Largest, "checked by the format, which can say what the limit is");
        switch (_form)
        {
            case Form.BigEndian:
                for (int i = Width - 1; i >= 0; i--, number >>= 8) to[i] = (byte)number;
                return Width;
            case Form.LittleEndian:
                for (int i = 0; i < Width; i++, number >>= 8) to[i] = (byte)number;
                return Width;
            case Form.Digits:
                for (int i = Width - 1; i >= 0; i--, number /= 10) to[i] = (byte)('0' + (number % 10));
                return Width;
            default:
                int n = 0;
                for (; number >= 0x80; number >>= 7) to[n++] = (byte)(number | 0x80);
                to[n++] = (byte)number;
                return n;
        }
    }

    private static ulong BigEndian(ReadOnlySpan<byte> bytes, int width) => width switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        3 => ((uint)bytes[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
        4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
    };

    private static ulong LittleEndian(ReadOnlySpan<byte> bytes, int width) => width switch
    {
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        3 => BinaryPrimitives.ReadUInt16LittleEndian(bytes) | ((uint)bytes[2] << 16),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    private static ulong ReadDigits(ReadOnlySpan<byte> digits)
    {
        ulong number = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            uint digit = (uint)(digits[i] - '0');
            if (digit > 9) FrameFault.Malformed($"the length holds the byte 0x{digits[i]:x2}, which is no digit", i);
            number = (number * 10) + digit;
        }

        return number;
    }

    private static bool TryPeekVarint(ReadOnlySpan<byte> bytes, out ulong number, out int width)
    {
        number = 0;
        for (width = 0; width < bytes.Length && width < LongestVarint;)
        {
            byte b = bytes[width];
            // The tenth byte has room for one bit.
            if (width == LongestVarint - 1 && b > 1) FrameFault.Malformed("the length does not fit in 64 bits", width);
            number |= (ulong)(b & 0x7F) << (7 * width);
            width++;
            if (b < 0x80) return true;
        }

        return false;
    }

    /// <summary>Copies what is there, up to the length of <paramref name="to"/>, across segments.</summary>
    private static int Join(ref readonly SequenceReader<byte> input, scoped Span<byte> to)
    {
        int length = (int)Math.Min(input.Remaining, to.Length);
        input.TryCopyTo(to[..length]);
        return length;
    }

    private static ulong PowerOfTen(int n) => ulong.Parse("1" + new string('0', n), CultureInfo.InvariantCulture);
}
