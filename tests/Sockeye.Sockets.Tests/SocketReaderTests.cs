using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sockeye.Sockets.Tests;

/// <summary>Text from a socket: where lines end, what a timeout leaves, what does not fit.</summary>
public sealed class SocketReaderTests : IDisposable
{
    private const string Mixed = "a\r\nb\nc\rd\r\n\r\ne";

    private readonly Socket _one;
    private readonly Socket _two;

    public SocketReaderTests() => (_one, _two) = Connected.Tcp();

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    public static TheoryData<LineEndings, int, string[], string[]> Endings
    {
        get
        {
            var rows = new TheoryData<LineEndings, int, string[], string[]>();
            foreach (int size in new[] { 1, 2, 3, 100 })
            {
                rows.Add(LineEndings.Any, size, ["a\r\n", "b\n", "c\r", "d\r\n", "\r\n", "e"], ["a", "b", "c", "d", "", "e"]);
                rows.Add(LineEndings.Unified, size, ["a\n", "b\n", "c\n", "d\n", "\n", "e"], ["a", "b", "c", "d", "", "e"]);
                rows.Add(LineEndings.Lf, size, ["a\r\n", "b\n", "c\rd\r\n", "\r\n", "e"], ["a\r", "b", "c\rd\r", "\r", "e"]);
                rows.Add(LineEndings.CrLf, size, ["a\r\n", "b\nc\rd\r\n", "\r\n", "e"], ["a", "b\nc\rd", "", "e"]);
                rows.Add(LineEndings.Cr, size, ["a\r", "\nb\nc\r", "d\r", "\n\r", "\ne"], ["a", "\nb\nc", "d", "\n", "\ne"]);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void Lines_EndWhereTheyAreToldTo_WithTheirEndingsOrWithout(LineEndings endings, int bufferSize, string[] whole, string[] bare)
    {
        _two.SendAll(Encoding.ASCII.GetBytes(Mixed));
        _two.Shutdown(ShutdownHow.SHUT_WR);
        using SocketReader reader = _one.OpenReader(null, bufferSize, endings);
        var lines = new List<string>();
        for (string line; (line = reader.ReadLineWithEnding()).Length > 0;)
        {
            lines.Add(line);
        }

        Assert.Equal(whole, lines);
        Assert.Equal("", reader.ReadLineWithEnding());
        Assert.Null(reader.ReadLine());

        _one.SendAll(Encoding.ASCII.GetBytes(Mixed));
        _one.Shutdown(ShutdownHow.SHUT_WR);
        using SocketReader other = _two.OpenReader(null, bufferSize, endings);
        Assert.Equal(bare, Enumerable.Range(0, bare.Length).Select(_ => other.ReadLine()));
        Assert.Null(other.ReadLine());
    }

    [Fact]
    public void ACrThatComesLast_IsAnEndingAtOnceWhereAllAreUnified_AndWaitsWhereTheyComeAsTheyAre()
    {
        _one.Timeout = TimeSpan.FromMilliseconds(5);
        using SocketReader unified = _one.OpenReader(lineEndings: LineEndings.Unified);
        _two.SendAll("x\r"u8);
        Assert.Equal("x\n", unified.ReadLineWithEnding());
        _two.SendAll("\ny\n"u8);
        Assert.Equal("y\n", unified.ReadLineWithEnding());
        using SocketReader any = _one.OpenReader();
        _two.SendAll("x\r"u8);
        Assert.IsType<SocketTimeoutException>(Assert.Throws<IOException>(() => any.ReadLine()).InnerException);
        _two.SendAll("\n"u8);
        Assert.Equal("x\r\n", any.ReadLineWithEnding());
    }

    public static TheoryData<string> Reads => ["ReadLine", "ReadLineWithEnding", "ReadBlock", "ReadToEnd"];

    [Theory]
    [MemberData(nameof(Reads))]
    public void ATimeout_LosesNothing(string read)
    {
        using SocketReader reader = _one.OpenReader(bufferSize: 3);
        _one.Timeout = TimeSpan.FromMilliseconds(5);
        _two.SendAll("half é"u8[..6]);
        for (int i = 0; i < 2; i++)
        {
            Assert.IsType<SocketTimeoutException>(Assert.Throws<IOException>(Read).InnerException);
        }

        _one.Timeout = Connected.Patience;
        _two.SendAll("half é\n"u8[6..]);
        _two.Shutdown(ShutdownHow.SHUT_WR);
        Assert.Equal("half é", Read().TrimEnd());
        Assert.Equal(-1, reader.Read());

        string Read()
        {
            char[] block = new char[10];
            return read switch
            {
                "ReadLine" => reader.ReadLine()!,
                "ReadLineWithEnding" => reader.ReadLineWithEnding(),
                "ReadBlock" => new string(block, 0, reader.ReadBlock(block, 0, 10)),
                _ => reader.ReadToEnd(),
            };
        }
    }

    [Fact]
    public void EveryReadTakesWhatTheLastOneLeft()
    {
        using SocketReader reader = _one.OpenReader(bufferSize: 4);
        _two.SendAll("one 🐟 two\nthree four"u8);
        _two.Shutdown(ShutdownHow.SHUT_WR);
        Assert.Equal('o', reader.Peek());
        Assert.Equal('o', reader.Read());
        char[] buffer = new char[8];
        Assert.InRange(reader.Read(buffer, 0, 3), 1, 3);
        Assert.Equal(0, reader.Read([]));
        string rest = reader.ReadLine()!;
        Assert.EndsWith("🐟 two", rest, StringComparison.Ordinal);
        Assert.Equal(2, reader.ReadBlock(buffer.AsSpan(0, 2)));
        Assert.Equal("th", new string(buffer, 0, 2));
        Assert.Equal("re", reader.ReadLineWithEnding(2));
        Assert.Equal("e four", reader.ReadToEnd());
        Assert.Equal((-1, -1, 0, 0), (reader.Peek(), reader.Read(), reader.Read(buffer, 0, 8), reader.ReadBlock(buffer, 0, 8)));
        Assert.Equal("", reader.ReadToEnd());
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadLineWithEnding(0));
    }

    [Fact]
    public void BytesThatDoNotFit_AreWhatTheEncodingMakesOfThem()
    {
        _two.SendAll([(byte)'a', 0xFF, (byte)'\n', 0xC3]);
        _two.Shutdown(ShutdownHow.SHUT_WR);
        using SocketReader lenient = _one.OpenReader(bufferSize: 1);
        Assert.Equal("a\uFFFD\n", lenient.ReadLineWithEnding());
        Assert.Equal("\uFFFD", lenient.ReadToEnd());
        _one.SendAll([0xFF]);
        using SocketReader strict = _two.OpenReader(new UTF8Encoding(false, throwOnInvalidBytes: true));
        Assert.Throws<DecoderFallbackException>(() => strict.ReadLine());
    }

    [Theory]
    [InlineData("utf-8", 1)]
    [InlineData("utf-16", 3)]
    [InlineData("utf-32", 100)]
    public void AMarkAtTheBeginning_IsPassedOverOnce(string name, int bufferSize)
    {
        var encoding = Encoding.GetEncoding(name);
        _two.SendAll([.. encoding.GetPreamble(), .. encoding.GetBytes("text \uFEFF\n")]);
        using SocketReader reader = _one.OpenReader(encoding, bufferSize);
        Assert.Equal("text \uFEFF", reader.ReadLine());
    }

    [Fact]
    public void TheDefaultEncodingHasNoMark_AndUtf8NeverSendsOne()
    {
        _two.SendAll([.. Encoding.UTF8.GetPreamble(), (byte)'\n']);
        using SocketReader reader = _one.OpenReader();
        Assert.Equal("\uFEFF", reader.ReadLine());
        using StreamWriter writer = _two.OpenWriter(Encoding.UTF8);
        writer.Write("é");
        writer.Flush();
        Assert.Equal("é"u8.ToArray(), _one.Receive(10));
        Assert.Throws<EncoderFallbackException>(() =>
        {
            using StreamWriter strict = _two.OpenWriter(new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true));
            strict.Write("\uD800x");
        });
    }

    [Fact]
    public void Dispose_LeavesTheSocketOpen_AndTheReaderIsClosed()
    {
        SocketReader reader = _one.OpenReader();
        _two.SendAll("x\ny\n"u8);
        Assert.Equal("x", reader.ReadLine());
        reader.Dispose();
        Assert.False(_one.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => reader.ReadLine());
        Assert.Throws<ObjectDisposedException>(() => reader.Read());
        Assert.Throws<ObjectDisposedException>(() => reader.ReadToEnd());
    }

    [Fact]
    public async Task ReadLineAsync_IsTheSameElsewhere()
    {
        using SocketReader reader = _one.OpenReader();
        Task<string?> line = reader.ReadLineAsync();
        _two.SendAll("come\r\n"u8);
        Assert.Equal("come", await line.WaitAsync(Connected.Patience));
    }

    [NeedsTheory("python3")]
    [InlineData(LineEndings.Any, "''")]
    [InlineData(LineEndings.Unified, "None")]
    [InlineData(LineEndings.Lf, @"'\n'")]
    [InlineData(LineEndings.CrLf, @"'\r\n'")]
    [InlineData(LineEndings.Cr, @"'\r'")]
    public void RandomText_HasTheLinesThatPythonFinds(LineEndings endings, string newline)
    {
        var random = new Random(11);
        string[] texts = [.. Enumerable.Range(0, 100).Select(_ => new string(random.GetItems("aé\r\n".AsSpan(), random.Next(12))))];
        string[] python = PythonAnswers.To(texts.Select(text => string.Create(
            CultureInfo.InvariantCulture, $"json.dumps(__import__('io').TextIOWrapper(__import__('io').BytesIO({JsonSerializer.Serialize(text)}.encode()), 'utf-8', newline={newline}).readlines())")));
        Assert.All(texts.Index(), one =>
        {
            (Socket near, Socket far) = Socket.SocketPair();
            using (near)
            {
                using (far)
                {
                    far.SendAll(Encoding.UTF8.GetBytes(one.Item));
                }

                using SocketReader reader = near.OpenReader(null, bufferSize: 1 + (one.Index % 3), endings);
                var lines = new List<string>();
                for (string line; (line = reader.ReadLineWithEnding()).Length > 0;)
                {
                    lines.Add(line);
                }

                Assert.Equal(JsonSerializer.Deserialize<string[]>(python[one.Index])!, lines);
            }
        });
    }
}
