using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Sockeye.Wire.Http;

namespace Sockeye.Wire.Tests.Http;

/// <summary>A head in pieces costs what it costs in one piece: reading goes on where it stopped.</summary>
public sealed class HttpPiecesTests
{
    private const string StartLine = "GET / HTTP/1.0\r\n";

    /// <summary>
    /// Counts looks instead of time: what was collected is made bad behind the reader's back, all but the last byte. A second look at it
    /// would see a NUL in a field, or a line end in the start line, and refuse the head.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void AHeadThatComesInPieces_IsLookedAtOnce(int step)
    {
        var server = new HttpProtocol(HttpSide.Responder);
        string head = StartLine + "A: " + new string('x', 4000) + "\r\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"Field-{i}: \tvalue \r\n")) + "B:" + new string(' ', 4000) + "\r\n\r\n";
        byte[] wire = Encoding.ASCII.GetBytes(head);
        Assert.InRange(wire.Length, 8 << 10, 16 << 10);
        for (int at = 0; at < wire.Length; at += step)
        {
            byte[] piece = wire[at..Math.Min(at + step, wire.Length)];
            var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(piece));
            // The start line is searched for its end, and then read as a whole.
            if (at < StartLine.Length && at + step >= StartLine.Length) wire.AsSpan(0, at).CopyTo(BytesOf(server.Head.Fields));
            HttpEvent found = server.Read(ref input);
            Assert.Equal((at + step >= wire.Length ? HttpEvent.Head : HttpEvent.NeedMore, true), (found, input.End));
            Span<byte> collected = BytesOf(server.Head.Fields).AsSpan(0, at + piece.Length - 1);
            bool searching = at + piece.Length < StartLine.Length;
            if (searching) collected.Fill((byte)'\n');
            else if (collected.Length > StartLine.Length) collected[StartLine.Length..].Clear();
        }

        Assert.Equal(52, server.Head.Fields.Count);
    }

    [Fact]
    public void AHeadInSegments_TakesNoByteOfWhatIsBehindIt()
    {
        string wire = StartLine + "A: b\r\nContent-Length: 10000\r\n\r\n" + new string('x', 10_000) + "GET";
        for (int cut = 1; cut < 50; cut++)
        {
            var server = new HttpProtocol(HttpSide.Responder);
            byte[] bytes = Encoding.ASCII.GetBytes(wire);
            var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes, 0, cut));
            long taken = 0;
            if (server.Read(ref input) == HttpEvent.NeedMore)
            {
                taken = input.Consumed;
                input = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes, (int)taken, bytes.Length - (int)taken));
                Assert.Equal(HttpEvent.Head, server.Read(ref input));
            }

            Assert.Equal("A: b, Content-Length: 10000", string.Join(", ", server.Head.Fields.ToList().Select(f => $"{f.Name}: {f.Value}")));
            Assert.Equal(wire.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4, taken + input.Consumed);
        }
    }

    /// <summary>More than is collected at a time, cut inside a long part.</summary>
    [Theory]
    [InlineData("GET /{0} HTTP/1.1\r\nHost: h\r\n\r\n", "GET /x")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n{0}: y\r\n\r\n", "GET / HTTP/1.1 [Host=h] [x")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA: {0}\r\n\r\n", "GET / HTTP/1.1 [Host=h] [A=x")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA: \0{0}\r\n\r\n", "! Malformed the byte 0x00 in a field line @28")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA B{0}: c\r\n\r\n", "! Malformed a space in a field name or before its colon @26")]
    [InlineData("GET{0}", "! Truncated the stream ended 10003 bytes into a head @10003")]
    public void ALongLineInPieces_IsReadAsInOne(string head, string starts)
    {
        string wire = head.Replace("{0}", new string('x', 10_000), StringComparison.Ordinal);
        string whole = HttpLog.OfRequests(wire);
        Assert.StartsWith(starts, whole, StringComparison.Ordinal);
        foreach (int[] cuts in (int[][])[[4095], [4096], [4097], [5000], [6000, 6001], [9000, 9500], [1, 8192], [100, 200, 9999]]) Assert.Equal(whole, HttpLog.OfRequests(wire, cuts));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Bytes")]
    private static extern byte[] BytesOf(HttpFields fields);
}
