using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using Sockeye.Bench.Wire;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Http;

// dotnet run -c Release --project bench/wire [seconds-per-round] [average line length]
double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 0.5;
TimeSpan each = TimeSpan.FromSeconds(seconds);

// 64 KiB of frames: what one large receive brings.
const int Payload = 32, Frames = 1820;
var prefixed = new byte[Frames * (4 + Payload)];
for (int i = 0; i < Frames; i++) BinaryPrimitives.WriteInt32BigEndian(prefixed.AsSpan(i * (4 + Payload)), Payload);
IFrameReader<ReadOnlySequence<byte>> prefixReader = new PrefixedFrames(LengthPrefix.UInt32).CreateReader();
var frames = new Subject("prefixed frames of 32 bytes", "frames", Frames, () => ReadAll<Prefixes>(prefixReader, prefixed));

var random = new Random(1);
int lineLength = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 512;
byte[] lines = RandomLines(random, 64 << 10, lineLength);
IFrameReader<ReadOnlySequence<byte>> delimitedReader = new DelimitedFrames("\r\n"u8).CreateReader();
IFrameReader<ReadOnlySequence<byte>> lineReader = new LineFrames().CreateReader();
var delimited = new Subject("delimited by CRLF", "bytes", lines.Length, () => ReadAll<Delimiters>(delimitedReader, lines));
var byLine = new Subject("lines", "bytes", lines.Length, () => ReadAll<Lines>(lineReader, lines));
var anyFormat = new Subject("both, read by one loop", "bytes", 2 * lines.Length, () => ReadAll<AnyFormat>(delimitedReader, lines) + ReadAll<AnyFormat>(lineReader, lines));
var indexOf = new Subject("IndexOf(CRLF), the same bytes", "bytes", lines.Length, () => IndexAll<Delimiters>(lines, "\r\n"u8));
var indexOfLf = new Subject("IndexOf(LF), the same bytes", "bytes", lines.Length, () => IndexAll<Lines>(lines, "\n"u8));

byte[] request = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "browser-request.txt"));
byte[] requests = [.. Enumerable.Repeat(request, 64).SelectMany(r => r)];
var connection = new HttpProtocol(HttpSide.Responder);
var output = new ArrayBufferWriter<byte>(4096);
var heads = new Subject("a browser's request heads, answered", "bytes", requests.Length, () => Serve(connection, requests, output));

Subject[] all = [frames, delimited, indexOf, byLine, indexOfLf, anyFormat, heads];
double[] rates = Measure.Rates(each, 5, all);
for (int i = 0; i < all.Length; i++)
{
    string rate = (rates[i] / 1e6).ToString("N1", CultureInfo.InvariantCulture);
    Console.WriteLine($"{all[i].Name,-40} {rate,10} million {all[i].Unit}/s   {Measure.Allocated(all[i])} bytes allocated a run");
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"delimited / IndexOf  {rates[1] / rates[2]:F2}   lines / IndexOf(LF)  {rates[3] / rates[4]:F2}"));

// Each place has a loop of its own, as in a program that reads one format at one place: the JIT puts the short way of that format's reader into
// it. A loop that reads several formats calls them instead; AnyFormat shows what that costs.
[MethodImpl(MethodImplOptions.NoInlining)]
static long ReadAll<TPlace>(IFrameReader<ReadOnlySequence<byte>> reader, byte[] bytes)
    where TPlace : struct
{
    long sum = 0;
    var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes));
    while (reader.TryRead(ref input, out ReadOnlySequence<byte> frame)) sum += frame.Length;
    return sum;
}

// What a reader of frames is measured by: the same bytes cut at the same marks, by IndexOf and nothing else.
[MethodImpl(MethodImplOptions.NoInlining)]
static long IndexAll<TPlace>(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark)
    where TPlace : struct
{
    long sum = 0;
    for (int at; (at = bytes.IndexOf(mark)) >= 0; bytes = bytes[(at + mark.Length)..]) sum += at;
    return sum;
}

static long Serve(HttpProtocol connection, byte[] bytes, ArrayBufferWriter<byte> output)
{
    long sum = 0;
    var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes));
    while (!input.End)
    {
        if (connection.Read(ref input) != HttpEvent.Head || connection.Read(ref input) != HttpEvent.End) throw new InvalidOperationException();
        sum += connection.Head.Fields.Count;
        output.ResetWrittenCount();
        connection.WriteResponse(output, 204, "No Content");
        connection.WriteEnd(output);
        connection.StartNext();
    }

    return sum;
}

static byte[] RandomLines(Random random, int length, int line)
{
    var bytes = new byte[length];
    random.NextBytes(bytes);
    for (int i = 0; i < length; i++) bytes[i] = (byte)('a' + (bytes[i] % 26));
    for (int at = random.Next(line / 2, line * 3 / 2); at + 1 < length; at += random.Next(line / 2, line * 3 / 2)) "\r\n"u8.CopyTo(bytes.AsSpan(at));
    return bytes;
}

// The places where something is read.
internal readonly struct Prefixes;

internal readonly struct Delimiters;

internal readonly struct Lines;

internal readonly struct AnyFormat;
