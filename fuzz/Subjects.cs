using System.Buffers;
using System.Text;
using Sockeye.Testing;
using Sockeye.Wire;
using Sockeye.Wire.Captures;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Ftp;
using Sockeye.Wire.Gopher;
using Sockeye.Wire.Http;
using Sockeye.Wire.Icmp;
using Sockeye.Wire.Proxy;
using Sockeye.Wire.Socks;
using Sockeye.Wire.Urls;

namespace Sockeye.Fuzz;

/// <summary>Everything in Wire that reads bytes from a stranger. Limits are small, so that small inputs reach them.</summary>
internal static class Subjects
{
    private const string ProxySignature = "\r\n\r\n\0\r\nQUIT\n";
    private static readonly DateOnly Today = new(2026, 3, 1);

    internal static IReadOnlyList<Subject> All { get; } =
    [
        Subject.Of("fixed", new FixedFrames(3), FrameCheck.Text, "abcdefgh"),
        Subject.Of("lines", new LineFrames(maximum: 9), FrameCheck.Text, "one\r\ntwo\n\r\nthree\r\r\n"),
        Subject.Of("open-lines", new LineFrames(maximum: 9, lastMayBeOpen: true), FrameCheck.Text, "one\r\ntwo\r"),
        Subject.Of("crlf", new DelimitedFrames("\r\n"u8, 9), FrameCheck.Text, "one\r\ntw\no\r\n\r\n"),
        Subject.Of("aabaa", new DelimitedFrames("aabaa"u8, 9), FrameCheck.Text, "xaabaayaabaabaabaa"),
        Subject.Of("prefix-8", new PrefixedFrames(LengthPrefix.UInt8, 20), FrameCheck.Text, "\x05hello\0\u0001x"),
        Subject.Of("prefix-24", new PrefixedFrames(LengthPrefix.UInt24, 20), FrameCheck.Text, "\0\0\x05hello\0\0\0"),
        Subject.Of("prefix-32", new PrefixedFrames(LengthPrefix.UInt32, 20), FrameCheck.Text, "\0\0\0\x05hello\0\0\0\0"),
        Subject.Of("prefix-64le-self", new PrefixedFrames(LengthPrefix.UInt64LittleEndian with { CountsItself = true }, 20), FrameCheck.Text, "\x0a\0\0\0\0\0\0\0hi"),
        Subject.Of("prefix-varint", new PrefixedFrames(LengthPrefix.Varint, 200), FrameCheck.Text, "\x05hello\x81\x00x"),
        Subject.Of("prefix-digits", new PrefixedFrames(LengthPrefix.Digits(3), 200), FrameCheck.Text, "005hello000001x"),
        Subject.Of("headed", new HeadedFrames(LengthPrefix.UInt16 with { CountsItself = true }, 2, 1, 20), f => FrameCheck.Text(f.Header) + '|' + FrameCheck.Text(f.Body) + '|' + FrameCheck.Text(f.Trailer), "ab\0\u0006xyt"),
        Subject.Of("netstrings", new NetstringFrames(20), FrameCheck.Text, "5:hello,0:,11:hello world,"),
        Subject.Of("until-close", new UntilCloseFrames(20), FrameCheck.Text, "everything"),
        Subject.Of("tagged", Tagged(), f => f.Tag + ":" + FrameCheck.Text(f.Payload), "A123S\u0002hiLline\nNz"),
        Subject.Of("dotted", new DottedText(20), FrameCheck.Text, "hi\r\n..x\r\n.\r\n.\r\n"),
        Subject.Of("dotted-lf", new DottedText(20, bareLf: true), FrameCheck.Text, "hi\n..x\r\n.\n.\r\n"),
        Subject.Of("ftp", new FtpReplies(30, 4).CreateReader, r => r.ToString() + Try(() => r.PassiveEndPoint()) + Try(() => r.ExtendedPassivePort()) + Try(r.QuotedPath),
            "220 hi\r\n211-a\r\n b\r\n211 c\r\n", "227 x (127,0,0,1,4,5)\r\n", "229 x (|||80|)\r\n257 \"/a\"\"b\"\r\n"),
        Subject.Of("gopher", new GopherMenu(false, 40, 4), i => i.ToString(), "1M\t/m\th\t70\r\niW\r\n.\r\n"),
        Subject.Of("proxy", new ProxyHeaders(), h => h + string.Concat(h.Tlvs.Select(t => $" {t.Type}={t.Value.Length}")),
            "PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n", "PROXY TCP6 ::1 ::2 1 2\r\n", "PROXY UNKNOWN\r\n",
            ProxySignature + "\x21\x11\0\x13\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\0\u0001\0\u0002\x02\0\x04host"),
        Subject.Of("pcapng", () => new CaptureReader(4096), b => $"{b.Type} {b.Packet?.Length} {b.Packet?.Time:O} {string.Concat(b.Comments)}" + Decoded(b), Capture()),
        new("http-requests", (bytes, arrival) => Http(HttpSide.Responder, bytes, arrival), Latin1(
            "GET /a HTTP/1.1\r\nHost: h\r\n\r\nPOST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: 1\r\n\r\nGET / HTTP/1.0\r\n\r\n")),
        new("http-old-servers", (bytes, arrival) => Http(HttpSide.Requester, bytes, arrival, forgive: true), Latin1(
            "HTTP/1.0 200 OK\nA: b\n\nto the end", "HTTP/1.1 200 OK\r\nContent-Length: 2\n\r\nhiHTTP/1.1 200 OK\n\n")),
        new("http-responses", (bytes, arrival) => Http(HttpSide.Requester, bytes, arrival, maximumBody: 11), Latin1(
            "HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 204 No\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\nto the end")),
        new("urls", (bytes, _) => Urls(Encoding.UTF8.GetString(bytes)), Latin1("http://u:p@h:80/a/../b;c?d=%20#e", "//[::1]:1/x", "mailto:a@b")),
        new("listings", (bytes, _) => FtpListing.Parse(Encoding.UTF8.GetString(bytes), Today).ToString(), Latin1(
            "-rw-r--r-- 1 o g 4096 Jan 31 12:00 name", "type=file;size=1;modify=20260101000000; x", "01-31-26  03:04PM  <DIR>  x")),
        new("captures", (bytes, _) => Captures(bytes), Encoding.Latin1.GetBytes(Capture())),
        new("icmp", (bytes, _) => Icmp(bytes, IcmpVersion.V4) + Icmp(bytes, IcmpVersion.V6), Latin1(
            "\x08\0\xf7\xff\0\0\0\0", "\x03\u0001\xf5\xf9\0\0\0\0\x45\0\0\x1c\0\0\0\0\x40\u0001\0\0\x0a\0\0\u0001\x0a\0\0\u0002\x08\0\0\0\0\u0007\0\u0005",
            "\u0001\u0003\0\0\0\0\0\0\x60\0\0\0\0\x10\0\x3e" + new string('\u0001', 32) + "\x3a\0\0\0\0\0\0\0\x80\0\0\0\0\u0007\0\u0005")),
        new("socks", (bytes, _) => Socks(bytes), Latin1("\u0005\0\0\u0001\x7f\0\0\u0001\0\x50", "\u0005\u0004\0\u0003\u0001h\0\x50", "\u0005\0\0\u0004" + new string('\u0001', 18), "\u0005\u0002", "\u0001\0")),
        new("telling", Telling, Latin1("one\r\ntwo\nthree four five six\nok\n")),
        new("dialogue", (bytes, _) => Dialogue(bytes), Latin1("hello\r\n", "\0\u0001\u0002", "closes")),
    ];

    private static TaggedFrames Tagged() => new(1, new Dictionary<uint, IFrameFormat<ReadOnlySequence<byte>>>
    {
        ['A'] = new FixedFrames(3), ['S'] = new PrefixedFrames(LengthPrefix.UInt8, 9), ['L'] = new LineFrames(maximum: 9), ['N'] = new NetstringFrames(9),
    });

    private static string Http(HttpSide side, byte[] bytes, Arrival arrival, bool forgive = false, long maximumBody = long.MaxValue)
    {
        var connection = new HttpProtocol(side, new HttpLimits
        {
            MaximumHead = 300, MaximumFields = 8, MaximumTrailers = 60, MaximumBody = maximumBody, MaximumChunkLine = 20, MaximumChunkExtensions = 30, ForgiveBareLf = forgive,
        });
        var output = new ArrayBufferWriter<byte>();
        var log = new StringBuilder();
        int consumed = 0;
        Ask();
        try
        {
            HttpEvent found = HttpEvent.NeedMore;
            foreach (ReadOnlySequence<byte> piece in arrival.Pieces(bytes, () => consumed))
            {
                var input = new SequenceReader<byte>(piece);
                while ((found = connection.Read(ref input)) is HttpEvent.Head or HttpEvent.Informational or HttpEvent.Data or HttpEvent.End)
                {
                    if (found == HttpEvent.Data) log.Append(Encoding.Latin1.GetString(connection.Data)).Append('\b');
                    else log.Append('\n').Append(found).Append(connection.Head).Append(string.Concat(connection.Head.Fields.ToList())).Append(string.Concat(connection.Trailers.ToList())).Append('\n');
                    if (found == HttpEvent.End) Ask();
                }

                consumed += (int)input.Consumed;
            }

            log.Append('\n').Append(found == HttpEvent.NeedMore ? connection.EndOfInput() : found);
        }
        catch (ProtocolException error) when (error.Blame == Blame.Peer)
        {
            log.Append("\n! ").Append(error.Message);
        }

        // Where a body is cut into pieces is not a difference.
        return log.ToString().Replace("\b", "", StringComparison.Ordinal);

        void Ask()
        {
            output.ResetWrittenCount();
            if (side == HttpSide.Responder && connection.Requester != HttpPhase.Idle && connection.Responder == HttpPhase.Idle)
            {
                connection.WriteResponse(output, 204, "No");
                connection.WriteEnd(output);
            }

            if (connection.Requester == HttpPhase.Done && connection.Responder == HttpPhase.Done) connection.StartNext();
            if (side == HttpSide.Requester && connection.Requester == HttpPhase.Idle)
            {
                connection.WriteRequest(output, "GET", "/", new HttpField("Host", "h"));
                connection.WriteEnd(output);
            }
        }
    }

    // A client reads each of these by itself: so many bytes as it must have, or as the answer itself says.
    private static string Socks(byte[] bytes)
    {
        return Told(() => SocksCodec.ReadMethod(bytes)) + Told(() => SocksCodec.ReadAdmission(bytes)) + Told(() => SocksCodec.ReadReply(bytes)) + Told(() => SocksCodec.ReadReply(bytes).Reason);

        static string Told<T>(Func<T> read)
        {
            try
            {
                return read() + "\n";
            }
            catch (ProtocolException error) when (error.Blame == Blame.Peer)
            {
                return "! " + error.Message + "\n";
            }
        }
    }

    private static string Icmp(byte[] bytes, IcmpVersion version)
    {
        try
        {
            IcmpMessage message = IcmpCodec.Read(bytes, version);
            IcmpEcho? echo = message as IcmpEcho ?? (message as IcmpError)?.QuotedEcho;
            if (message is IcmpEcho whole && version == IcmpVersion.V4 && bytes[1] == 0 && !IcmpCodec.Write(whole).AsSpan(4).SequenceEqual(bytes.AsSpan(4)))
                throw new InvalidOperationException("an echo changed by being read and written");
            return $"{message.Type} {message.Code} {echo?.Sequence} {echo?.Data.Length} {(message as IcmpError)?.Description} {(message as IcmpError)?.Quoted}\n";
        }
        catch (ProtocolException error) when (error.Blame == Blame.Peer)
        {
            return "! " + error.Message + "\n";
        }
    }

    private static string Urls(string text)
    {
        string strict = Try(() =>
        {
            Url url = Url.Parse(text);
            if (url.ToString() != text) throw new InvalidOperationException("a URL changed by being read and written");
            Url normal = url.Normalize();
            if (normal.Normalize() != normal) throw new InvalidOperationException("normalising twice is not normalising once");
            return normal + " " + Url.Parse("http://a/b/c?d").Join(text);
        });
        return strict + Try(() => PythonUrl.UrlParse(text)) + Try(() => PythonUrl.UrlJoin("http://a/b;c/d?e", text)) + PythonQuery.Unquote(text)
            + Try(() => PythonQuery.ParseQsl(text).Count) + Try(() => GopherRequest.FromUrl(Url.Parse(text)));
    }

    private static string Dialogue(byte[] bytes)
    {
        var talk = new Conversation();
        talk.Says(TimeSpan.Zero, Speaker.Client, bytes);
        string text = DialogueWriter.ToText(talk, new DialogueOptions { MaximumBytes = 64 });
        if (text.Any(c => c != '\n' && char.IsControl(c))) throw new InvalidOperationException("a control character got through");
        return text;
    }

    /// <summary>Lines told as lines: since the format can go on after a bad one, how they were sent makes no difference.</summary>
    private static string Telling(byte[] bytes, Arrival arrival)
    {
        using var to = new StringWriter();
        var talk = new Conversation();
        using IDisposable following = talk.Follow(new FramedTelling<ReadOnlySequence<byte>>(new DialogueWriter(to), _ => new LineFrames(maximum: 9), FrameCheck.Text));
        int from = 0;
        foreach (int until in arrival.Cuts.Append(bytes.Length))
        {
            talk.Says(TimeSpan.Zero, Speaker.Client, bytes.AsSpan(from, until - from));
            from = until;
        }

        talk.Closes(TimeSpan.Zero, Speaker.Client);
        return to.ToString();
    }

    private static string Decoded(CaptureBlock block) =>
        block.Packet is { } packet && PacketCodec.TryRead(packet.Bytes, out TransportPacket? read) ? $" {read.Source} {read.Flags} {read.Payload.Length}" : "";

    private static string Captures(byte[] bytes)
    {
        var feed = new FrameFeed<CaptureBlock>(new CaptureReader(4096));
        feed.Add(bytes);
        var all = new CaptureConversations(maximum: 5);
        string end = Try(() =>
        {
            while (feed.TryRead(out CaptureBlock block)) all.Add(block);
            return "";
        });
        all.Complete();
        return string.Concat(all.Conversations.Select(c => $"{c.Client} {c.Server}\n{DialogueWriter.ToText(c.Talk)}")) + all.PassedOver + end;
    }

    private static string Capture()
    {
        var talk = new Conversation();
        talk.Says(TimeSpan.FromSeconds(1), Speaker.Client, "hello"u8);
        talk.Note(TimeSpan.FromSeconds(1), Speaker.Client, "note");
        var file = new ArrayBufferWriter<byte>();
        var writer = new CaptureWriter(file);
        talk.Follow(writer).Dispose();
        writer.Complete();
        return Encoding.Latin1.GetString(file.WrittenSpan);
    }

    private static string Try<T>(Func<T> ask)
    {
        try
        {
            return $" {ask()}";
        }
        catch (ProtocolException error)
        {
            return " !" + error.Kind;
        }
    }

    private static byte[][] Latin1(params string[] texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];
}
