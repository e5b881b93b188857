using System.Buffers;
using System.Text;

namespace Sockeye.Cli.Labs.Programs;

/// <summary>What a program writes, read to its end by a thread so that it never waits for us; only the first and the last of it is kept.</summary>
internal sealed class KeptOutput
{
    /// <summary>Of the last, so much: a stack trace's end and the message below it.</summary>
    private const int KeptOfTheLast = 2048;

    private readonly object _gate = new();
    private readonly ArrayBufferWriter<byte> _first = new();
    private readonly Thread _reader;
    private readonly int _keptOfTheFirst;
    private byte[] _last = [];
    private long _length;

    /// <param name="stream">What to read.</param>
    /// <param name="keptOfTheFirst">Bytes.</param>
    internal KeptOutput(Stream stream, int keptOfTheFirst)
    {
        _keptOfTheFirst = keptOfTheFirst;
        _reader = new Thread(() => Read(stream)) { IsBackground = true, Name = "a program's output" };
        _reader.Start();
    }

    /// <summary>All that was written, kept or not.</summary>
    internal long Length
    {
        get
        {
            lock (_gate)
            {
                return _length;
            }
        }
    }

    internal byte[] First
    {
        get
        {
            lock (_gate)
            {
                return _first.WrittenSpan.ToArray();
            }
        }
    }

    /// <summary>The last of what was written behind a position, as text.</summary>
    internal string LastSince(long position)
    {
        lock (_gate)
        {
            return Encoding.UTF8.GetString(_last.AsSpan((int)Math.Max(0, _last.Length - Math.Max(0, _length - position))));
        }
    }

    /// <summary>Waits until the program, and whoever it gave its output to, has closed it.</summary>
    internal bool WaitForEnd(TimeSpan patience) => _reader.Join(patience);

    private void Read(Stream stream)
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        do
        {
            try
            {
                count = stream.Read(buffer);
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException)
            {
                count = 0;
            }

            Keep(buffer.AsSpan(0, count));
        }
        while (count > 0);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _length += bytes.Length;
            _first.Write(bytes[..(int)Math.Min(bytes.Length, _keptOfTheFirst - _first.WrittenCount)]);
            byte[] last = [.. _last, .. bytes[Math.Max(0, bytes.Length - KeptOfTheLast)..]];
            _last = last[Math.Max(0, last.Length - KeptOfTheLast)..];
        }
    }
}
