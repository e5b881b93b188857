using System.Text;

namespace Sockeye.Sockets;

/// <summary>The text that comes from a stream socket, with its line endings where they are wanted. Python: <c>makefile("r")</c>.</summary>
/// <remarks>
/// <para>What a <see cref="StreamReader"/> does not say: how a line ended, and whether the last one was complete. And a timeout loses
/// nothing: text that has come stays, and the next read begins with it, whichever read it is.</para>
/// <para>Errors of the socket are an <see cref="IOException"/> with the <see cref="SocketFaultException"/> inside. Bytes that do not
/// fit are what the encoding makes of them: a replacement character, or a <see cref="DecoderFallbackException"/> where it is strict.
/// A byte order mark at the beginning is passed over where the encoding has one.</para>
/// </remarks>
public sealed class SocketReader : TextReader
{
    /// <summary>The longest line that <see cref="ReadLineWithEnding"/> hands out in one piece where nothing is said: 64 Ki characters, so that a peer who sends no ending cannot fill the memory.</summary>
    public const int DefaultMaxLine = 64 * 1024;

    private readonly SocketStream _stream;
    private readonly Decoder _decoder;
    private readonly LineEndings _endings;
    private readonly byte[] _bytes;
    private readonly int _mostChars;    // that one filling of _bytes can give
    private char[] _text = [];
    private int _at;
    private int _end;
    private bool _ended;
    private bool _skipsLf;              // the LF of a CRLF whose CR was already handed on as LF
    private bool _mayHaveMark;

    internal SocketReader(SocketStream stream, Encoding encoding, int bufferSize, LineEndings endings)
    {
        (_stream, _endings, _decoder) = (stream, endings, encoding.GetDecoder());
        _bytes = new byte[bufferSize];
        _mostChars = encoding.GetMaxCharCount(bufferSize);
        _mayHaveMark = !encoding.Preamble.IsEmpty;
    }

    private ReadOnlySpan<char> There => _text.AsSpan(_at, _end - _at);

    /// <summary>The next character without taking it, waiting for it; -1 at the end of the stream.</summary>
    /// <exception cref="IOException">The socket failed; the inner exception says why.</exception>
    public override int Peek() => WaitFor(1) ? _text[_at] : -1;

    /// <summary>The next character; -1 at the end of the stream.</summary>
    /// <inheritdoc cref="Peek" path="/exception"/>
    public override int Read() => WaitFor(1) ? _text[_at++] : -1;

    /// <summary>What is there, waiting for at least one character; 0 at the end of the stream.</summary>
    /// <inheritdoc cref="Peek" path="/exception"/>
    public override int Read(Span<char> buffer) => !buffer.IsEmpty && WaitFor(1) ? Take(buffer) : 0;

    /// <inheritdoc cref="Read(Span{char})"/>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <summary>Fills the buffer; fewer characters only at the end of the stream. Python: <c>read(n)</c>.</summary>
    /// <exception cref="IOException">The socket failed. What had come is not lost: the next read begins with it.</exception>
    public override int ReadBlock(Span<char> buffer)
    {
        WaitFor(buffer.Length);
        return Take(buffer);
    }

    /// <inheritdoc cref="ReadBlock(Span{char})"/>
    public override int ReadBlock(char[] buffer, int index, int count) => ReadBlock(buffer.AsSpan(index, count));

    /// <summary>All up to the end of the stream: as much memory as the peer sends.</summary>
    /// <inheritdoc cref="ReadBlock(Span{char})" path="/exception"/>
    public override string ReadToEnd()
    {
        WaitFor(int.MaxValue);
        return Take(_end - _at);
    }

    /// <summary>The next line without its ending, however long the peer makes it; null at the end of the stream. Python: <c>readline</c>, and <see cref="ReadLineWithEnding"/> has its limit.</summary>
    /// <inheritdoc cref="ReadBlock(Span{char})" path="/exception"/>
    public override string? ReadLine()
    {
        string line = ReadLineWithEnding(int.MaxValue);
        return line.Length == 0 ? null : line[..^EndingOf(line)];
    }

    /// <summary>The next line as it came. Python: <c>readline</c>.</summary>
    /// <param name="max">The longest line in characters, its ending included; a longer one comes in pieces.</param>
    /// <returns>The line with its ending; without one where the stream ended in the middle of it; empty at the end of the stream.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is not positive.</exception>
    /// <inheritdoc cref="ReadBlock(Span{char})" path="/exception"/>
    public string ReadLineWithEnding(int max = DefaultMaxLine)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        Demand();
        int seen = 0;
        while (true)
        {
            int length = LengthOfLine(There[..Math.Min(There.Length, max)], seen);
            if (length > 0)
            {
                return Take(length);
            }

            seen = Math.Max(0, There.Length - 1);     // the last one may be half of a CRLF
            if (There.Length >= max || !Fill())
            {
                return Take(Math.Min(There.Length, max));
            }
        }
    }

    /// <summary>Closes the reader. The socket stays open.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Demand() => ObjectDisposedException.ThrowIf(!_stream.CanRead, this);

    private bool WaitFor(int count)
    {
        Demand();
        while (There.Length < count && Fill())
        {
        }

        return _at < _end;
    }

    // Reads once. False: the stream has ended, and nothing came of it.
    private bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        int count = _stream.Read(_bytes);
        _ended = count == 0;
        MakeRoom();
        Span<char> room = _text.AsSpan(_end);
        int came = Kept(room[.._decoder.GetChars(_bytes.AsSpan(0, count), room, flush: _ended)]);
        _end += came;
        return !_ended || came > 0;
    }

    private void MakeRoom()
    {
        There.CopyTo(_text);
        (_at, _end) = (0, _end - _at);
        if (_text.Length - _end < _mostChars)
        {
            Array.Resize(ref _text, Math.Max(_end + _mostChars, _text.Length * 2));
        }
    }

    // What of the new text stays, moved to its beginning: all but a mark, and but half of each CRLF where endings are unified.
    private int Kept(Span<char> came)
    {
        int kept = 0;
        foreach (char one in came)
        {
            bool dropped = (_mayHaveMark && one == '\uFEFF') || (_skipsLf && one == '\n');
            _mayHaveMark = false;
            _skipsLf = one == '\r' && _endings == LineEndings.Unified;
            if (!dropped)
            {
                came[kept++] = _skipsLf ? '\n' : one;
            }
        }

        return kept;
    }

    // 0: no ending is there. What is before `seen` was looked at.
    private int LengthOfLine(ReadOnlySpan<char> text, int seen)
    {
        ReadOnlySpan<char> fresh = text[Math.Min(seen, text.Length)..];
        int at = _endings switch
        {
            LineEndings.Any => fresh.IndexOfAny('\r', '\n'),
            LineEndings.Cr => fresh.IndexOf('\r'),
            LineEndings.CrLf => fresh.IndexOf("\r\n"),
            _ => fresh.IndexOf('\n'),
        };
        if (at < 0 || (_endings == LineEndings.Any && fresh[at] == '\r' && at + 1 == fresh.Length))
        {
            return 0;
        }

        bool two = _endings == LineEndings.CrLf || (_endings == LineEndings.Any && fresh[at] == '\r' && fresh[at + 1] == '\n');
        return text.Length - fresh.Length + at + (two ? 2 : 1);
    }

    private int EndingOf(string line) => _endings switch
    {
        LineEndings.Any => line.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : line[^1] is '\r' or '\n' ? 1 : 0,
        LineEndings.CrLf => line.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : 0,
        LineEndings.Cr => line[^1] == '\r' ? 1 : 0,
        _ => line[^1] == '\n' ? 1 : 0,
    };

    private int Take(Span<char> into)
    {
        int count = Math.Min(into.Length, _end - _at);
        _text.AsSpan(_at, count).CopyTo(into);
        _at += count;
        return count;
    }

    private string Take(int count)
    {
        string text = new(There[..count]);
        _at += count;
        return text;
    }
}
