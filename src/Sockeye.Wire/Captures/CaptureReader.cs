using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Captures;

/// <summary>
/// Reads the blocks of a pcapng file, either byte order, any number of sections and interfaces. Blocks of kinds not known here come out
/// with their type only. Packets are copied out of the input.
/// </summary>
/// <param name="maximum">The most bytes of a block. Default 1 MiB; a packet has at most 64 KiB.</param>
public sealed class CaptureReader(int maximum = FrameLimits.Frame) : IFrameReader<CaptureBlock>
{
    private const int SmallestBlock = 12;

    private readonly List<CaptureInterface> _interfaces = [];
    private bool _started;
    private bool _bigEndian;
    private uint _type;
    private uint _length;

    /// <inheritdoc/>
    public bool TryRead(ref SequenceReader<byte> input, out CaptureBlock frame)
    {
        frame = null!;
        if (_length == 0 && !TryReadHead(ref input)) return false;
        if (input.Remaining < _length) return false;
        SequenceReader<byte> ahead = input;
        ahead.TryReadExact((int)_length, out ReadOnlySequence<byte> block);
        byte[] bytes = block.ToArray();
        if (UInt32(bytes.AsSpan(bytes.Length - 4)) != _length) FrameFault.Malformed("the length at a block's end is not the one at its start", _length - 4);
        frame = Read(bytes);
        _length = 0;
        input = ahead;
        return true;
    }

    /// <inheritdoc/>
    public bool TryReadLast(ReadOnlySequence<byte> leftover, out CaptureBlock frame)
    {
        frame = null!;
        FrameFault.End(leftover.Length, _length);
        return false;
    }

    private bool TryReadHead(ref SequenceReader<byte> input)
    {
        Span<byte> head = stackalloc byte[12];
        if (input.Remaining < head.Length) return false;
        input.TryCopyTo(head);
        bool section = BinaryPrimitives.ReadUInt32BigEndian(head) == PcapngBlocks.Section;
        if (!section && !_started) FrameFault.Malformed("a pcapng file starts with a section block", 0);
        if (section)
        {
            uint magic = BinaryPrimitives.ReadUInt32BigEndian(head[8..]);
            if (magic != PcapngBlocks.Magic && magic != BinaryPrimitives.ReverseEndianness(PcapngBlocks.Magic))
                FrameFault.Malformed($"the byte-order mark of a section cannot be {magic:x8}", 8);
            _bigEndian = magic == PcapngBlocks.Magic;
            _started = true;
            _interfaces.Clear();
        }

        uint length = UInt32(head[4..]);
        if (length < SmallestBlock || length % 4 != 0) FrameFault.Malformed($"a block cannot be {length} bytes long", 4);
        if (length > (uint)maximum) FrameFault.TooLarge(length, maximum, 4);
        _type = UInt32(head);
        _length = length;
        return true;
    }

    private CaptureBlock Read(byte[] block)
    {
        ReadOnlyMemory<byte> body = block.AsMemory(8, block.Length - 12);
        switch (_type)
        {
            case PcapngBlocks.Section:
                return new CaptureBlock(_type) { Comments = Comments(Options(body, 16)) };
            case PcapngBlocks.Interface:
                List<(ushort Code, ReadOnlyMemory<byte> Value)> options = Options(body, 8);
                byte resolution = options.Find(o => o.Code == PcapngBlocks.TimeResolution && o.Value.Length == 1).Value is { Length: 1 } r ? r.Span[0] : (byte)6;
                // A file may name more interfaces than anyone has; the packets name them by number, so none can be left out.
                if (_interfaces.Count == 65_536) throw new ProtocolException(ProtocolError.TooLarge, "more than 65,536 interfaces in a section", 0);
                _interfaces.Add(new CaptureInterface(UInt16(body.Span), UInt32(body.Span[4..]), resolution));
                return new CaptureBlock(_type) { Comments = Comments(options) };
            case PcapngBlocks.EnhancedPacket:
                return Enhanced(body);
            case PcapngBlocks.SimplePacket:
                return Simple(body);
            case PcapngBlocks.Statistics:
                string[] comments = Comments(Options(body, 12));
                uint of = UInt32(body.Span);
                return new CaptureBlock(_type) { Time = of < (uint)_interfaces.Count ? TimeOf(_interfaces[(int)of], body.Span[4..]) : null, Comments = comments };
            default:
                return new CaptureBlock(_type);
        }
    }

    private CaptureBlock Enhanced(ReadOnlyMemory<byte> body)
    {
        Need(body, 20);
        uint captured = UInt32(body.Span[12..]);
        long padded = (captured + 3L) & ~3L;
        if (padded > body.Length - 20) FrameFault.Malformed($"a packet says it has {captured} bytes, its block has room for {body.Length - 20}", 20);
        CaptureInterface on = InterfaceAt(UInt32(body.Span));
        DateTimeOffset? time = TimeOf(on, body.Span[4..]);
        return new CaptureBlock(_type)
        {
            Packet = new CapturedPacket(on.LinkType, body.Slice(20, (int)captured), UInt32(body.Span[16..]), time),
            Comments = Comments(Options(body, 20 + (int)padded)),
        };
    }

    private CaptureBlock Simple(ReadOnlyMemory<byte> body)
    {
        Need(body, 4);
        CaptureInterface on = InterfaceAt(0);
        uint length = UInt32(body.Span);
        uint captured = Math.Min(length, on.SnapLength == 0 ? length : on.SnapLength);
        if (captured > body.Length - 4) FrameFault.Malformed($"a packet says it has {captured} bytes, its block has room for {body.Length - 4}", 8);
        return new CaptureBlock(_type) { Packet = new CapturedPacket(on.LinkType, body.Slice(4, (int)captured), length, null) };
    }

    private DateTimeOffset? TimeOf(CaptureInterface on, ReadOnlySpan<byte> stamp) => on.Time(((ulong)UInt32(stamp) << 32) | UInt32(stamp[4..]));

    private CaptureInterface InterfaceAt(uint index)
    {
        if (index >= (uint)_interfaces.Count) FrameFault.Malformed($"a packet of interface {index}; the section has named {_interfaces.Count}", 8);
        return _interfaces[(int)index];
    }

    private List<(ushort Code, ReadOnlyMemory<byte> Value)> Options(ReadOnlyMemory<byte> body, int at)
    {
        Need(body, at);
        var options = new List<(ushort, ReadOnlyMemory<byte>)>();
        while (body.Length - at >= 4)
        {
            ushort code = UInt16(body.Span[at..]), length = UInt16(body.Span[(at + 2)..]);
            if (code == 0) break;
            if (body.Length - at - 4 < length) FrameFault.Malformed($"an option says it has {length} bytes, {body.Length - at - 4} are left", at + 8);
            options.Add((code, body.Slice(at + 4, length)));
            at += 4 + ((length + 3) & ~3);
        }

        return options;
    }

    private static string[] Comments(List<(ushort Code, ReadOnlyMemory<byte> Value)> options) =>
        [.. options.Where(o => o.Code == PcapngBlocks.Comment).Select(o => Encoding.UTF8.GetString(o.Value.Span))];

    private static void Need(ReadOnlyMemory<byte> body, int length)
    {
        if (body.Length < length) FrameFault.Malformed($"a block of this kind has at least {length + SmallestBlock} bytes", 4);
    }

    private uint UInt32(ReadOnlySpan<byte> from) => _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(from) : BinaryPrimitives.ReadUInt32LittleEndian(from);

    private ushort UInt16(ReadOnlySpan<byte> from) => _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(from) : BinaryPrimitives.ReadUInt16LittleEndian(from);
}
