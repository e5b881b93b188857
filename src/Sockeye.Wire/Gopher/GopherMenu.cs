using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Gopher;

/// <summary>
/// A gopher menu, item by item, both ways: lines of <c>Type Display TAB Selector TAB Host TAB Port</c>, ended by a line with a dot.
/// </summary>
/// <remarks>
/// A menu that ends without its dot was cut short, as far as anyone can tell, and is an error; many servers forget the dot, so a reader can
/// be told to take the close for it. The dot comes out as <see cref="GopherItem.End"/>; what stands behind it is left alone.
/// A bad line can be skipped (<see cref="IFrameReader{TFrame}.TryResync"/>).
/// </remarks>
public sealed class GopherMenu : IFrameFormat<GopherItem>
{
    private readonly LineFrames _lines;
    private readonly int _maximumItems;
    private readonly bool _closeEnds;

    /// <summary>Menus within limits.</summary>
    /// <param name="closeEnds">The close ends a menu too.</param>
    /// <param name="maximumLine">The most bytes of a line. Default 4 KiB.</param>
    /// <param name="maximumItems">The most items. Default 100,000.</param>
    public GopherMenu(bool closeEnds = false, int maximumLine = 4096, int maximumItems = 100_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumItems);
        _lines = new LineFrames(crlf: true, maximumLine);
        _maximumItems = maximumItems;
        _closeEnds = closeEnds;
    }

    /// <inheritdoc/>
    public IFrameReader<GopherItem> CreateReader() => new Reader(_lines.CreateReader(), _maximumItems, _closeEnds);

    /// <inheritdoc/>
    public void Write(in GopherItem frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame == GopherItem.End)
        {
            output.Write(".\r\n"u8);
            return;
        }

        if (frame.IsEnd) FrameFault.CannotWrite("a dot is no type: it ends the menu");
        foreach (string part in (ReadOnlySpan<string>)[frame.Type.ToString(), frame.Display, frame.Selector, frame.Host])
        {
            int bad = part.AsSpan().IndexOfAny("\t\r\n\0");
            if (bad >= 0) FrameFault.CannotWrite("a menu item cannot hold a tab, a line end or NUL", bad);
        }

        if (frame.Port is < 0 or > 65535) FrameFault.CannotWrite($"{frame.Port} is no port");
        string line = string.Create(CultureInfo.InvariantCulture, $"{frame.Type}{frame.Display}\t{frame.Selector}\t{frame.Host}\t{frame.Port}");
        _lines.Write(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line)), output);
    }

    private sealed class Reader(IFrameReader<ReadOnlySequence<byte>> lines, int maximumItems, bool closeEnds) : IFrameReader<GopherItem>
    {
        private int _items;
        private long _bad;
        private bool _ended;

        public bool CanResync => true;

        public bool TryRead(ref SequenceReader<byte> input, out GopherItem frame)
        {
            frame = null!;
            if (_ended) return false;
            SequenceReader<byte> ahead = input;
            if (!lines.TryRead(ref ahead, out ReadOnlySequence<byte> bytes)) return false;
            if (bytes.Length == 1 && bytes.FirstSpan[0] == '.')
            {
                _ended = true;
                frame = GopherItem.End;
                input = ahead;
                return true;
            }

            _bad = ahead.Consumed - input.Consumed;
            if (_items == maximumItems) throw new ProtocolException(ProtocolError.TooLarge, $"the menu has more than {maximumItems} items", 0);
            frame = Item(bytes.ToArray());
            _bad = 0;
            _items++;
            input = ahead;
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out GopherItem frame)
        {
            frame = null!;
            if (_ended) return false;
            if (!closeEnds || !leftover.IsEmpty)
                throw new ProtocolException(ProtocolError.Truncated, "the menu ended without its dot", leftover.Length);
            return false;
        }

        public bool TryResync(ref SequenceReader<byte> input)
        {
            if (_bad == 0) return lines.TryResync(ref input);
            input.Advance(_bad);
            _bad = 0;
            return true;
        }

        private static GopherItem Item(byte[] bytes)
        {
            string line = (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
            if (line.Length == 0 || line[0] == '.') FrameFault.Malformed(line.Length == 0 ? "an empty line in a menu" : "a dot is no type", 0);
            string[] parts = line[1..].Split('\t');
            var words = new GopherItem(line[0], parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
            if (parts.Length >= 4 && ushort.TryParse(parts[3].Trim(' '), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return words with { Port = port };
            // Words need no place to go; servers write anything there, or nothing.
            if (words.IsWords) return words with { Port = 0 };
            FrameFault.Malformed(parts.Length < 4 ? "a menu item has a type, words, a selector, a host and a port" : $"'{parts[3]}' is no port", 0);
            return words;
        }
    }
}
