using System.Buffers;
using System.Text;
using Sockeye.Wire.Http;

namespace Sockeye.Wire.Tests.Http;

/// <summary>A body that its reader receives by itself.</summary>
public sealed class HttpBodyAheadTests
{
    private readonly HttpProtocol _client = new(HttpSide.Requester, new HttpLimits { MaximumBody = 100 });

    [Fact]
    public void OfAKnownLength_ItIsWhatIsLeft()
    {
        Read("Content-Length: 10", "abc", HttpEvent.Data);
        Assert.Equal(7, _client.BodyAhead);
        _client.HasRead(0);
        _client.HasRead(6);
        Assert.Equal(1, _client.BodyAhead);
        Assert.Throws<ArgumentOutOfRangeException>(() => _client.HasRead(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => _client.HasRead(-1));
        _client.HasRead(1);
        Assert.Equal(0, _client.BodyAhead);
        Assert.Equal(HttpEvent.End, Next(""));
        _client.StartNext();
        Assert.Equal(0, _client.BodyAhead);
    }

    [Fact]
    public void InChunks_ItIsWhatIsLeftOfTheChunk()
    {
        Read("Transfer-Encoding: chunked", "a\r\n", HttpEvent.NeedMore);
        Assert.Equal(10, _client.BodyAhead);
        _client.HasRead(10);
        Assert.Equal(0, _client.BodyAhead);
        Assert.Equal(HttpEvent.NeedMore, Next("\r\n5\r\n"));
        _client.HasRead(4);
        Assert.Equal(HttpEvent.Data, Next("x"));
        Assert.Equal(HttpEvent.End, Next("\r\n0\r\n\r\n"));
    }

    [Fact]
    public void AnErrorBehindIt_StandsWhereItStands()
    {
        Read("Transfer-Encoding: chunked", "3\r\n", HttpEvent.NeedMore);
        _client.HasRead(3);
        ProtocolException error = Assert.Throws<ProtocolException>(() => Next("xyz"));
        Assert.Equal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc".Length, error.Offset);
    }

    [Fact]
    public void EndedByTheClose_ItIsWhatTheLimitAllows()
    {
        Read("A: b", "", HttpEvent.NeedMore);
        Assert.Equal(100, _client.BodyAhead);
        _client.HasRead(100);
        Assert.Equal(0, _client.BodyAhead);
        Assert.Equal(ProtocolError.TooLarge, Assert.Throws<ProtocolException>(() => Next("x")).Kind);
    }

    [Theory]
    [InlineData("Content-Length: 101", "")]
    [InlineData("Transfer-Encoding: chunked", "65\r\n")]
    public void OverTheLimit_ThereIsNone_AndReadingSaysWhy(string field, string body)
    {
        Assert.Equal(ProtocolError.TooLarge, Assert.Throws<ProtocolException>(() => Read(field, body, HttpEvent.NeedMore)).Kind);
        Assert.Equal(0, _client.BodyAhead);
    }

    private void Read(string field, string body, HttpEvent then)
    {
        var output = new ArrayBufferWriter<byte>();
        _client.WriteRequest(output, "GET", "/", new HttpField("Host", "h"));
        _client.WriteEnd(output);
        Assert.Equal(0, _client.BodyAhead);
        Assert.Equal(HttpEvent.Head, Next($"HTTP/1.1 200 OK\r\n{field}\r\n\r\n"));
        Assert.Equal(then, Next(body));
    }

    // Until nothing is left of it: the last event.
    private HttpEvent Next(string bytes)
    {
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(bytes)));
        HttpEvent found;
        do found = _client.Read(ref input);
        while (!input.End);
        return found;
    }
}
