using System.Buffers;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sockeye.Fuzz;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Ftp;
using Sockeye.Wire.Gopher;
using Sockeye.Wire.Proxy;

namespace Sockeye.Wire.Tests.Properties;

/// <summary>What is written is read back, for replies, menus and headers nobody thought of, wherever the stream is cut.</summary>
public sealed class ProtocolsAreReadBack
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static readonly Gen<string> Text = Stirred.Bytes.Generator.Select(Encoding.Latin1.GetString);

    /// <summary>Text without what ends a line: most text would be refused else.</summary>
    private static readonly Gen<string> Line = Text.Select(t => t.Replace('\n', '1').Replace('\r', '2').Replace('\0', '3').Replace('\t', ' '));

    private static readonly Gen<int> Port = Gen.OneOf(Gen.Choose(0, 65535), Gen.Elements(0, 1, 65535));

    private static readonly Gen<FtpReply> Replies =
        from code in Gen.Choose(100, 599)
        from lines in Gen.Frequency((4, Line), (1, Text), (1, Gen.Constant($"{code}")), (1, Gen.Constant($"{code} x")), (1, Gen.Constant($"{code}-"))).ArrayOf()
        select new FtpReply(code, lines);

    private static readonly Gen<GopherItem> Items =
        from type in Gen.Frequency((4, Gen.Elements('0', '1', '7', 'i', '3', 'h', '+')), (1, Gen.Choose(1, 255).Select(c => (char)c)))
        from parts in Gen.Frequency((6, Line), (1, Text)).ArrayOf(3)
        from port in Port
        let item = new GopherItem(type, parts[0], parts[1], parts[2], port)
        // The end stands at the end.
        where item != GopherItem.End
        select item;

    private static readonly Gen<ProxyHeader> Headers =
        from version in Gen.Elements(1, 2, 2)
        from transport in version == 1 ? Gen.Elements(ProxyTransport.Tcp4, ProxyTransport.Tcp6, ProxyTransport.Unknown) : Gen.Elements(Enum.GetValues<ProxyTransport>())
        from source in EndPoints(transport)
        from destination in EndPoints(transport)
        from paths in Stirred.Bytes.Generator.Select(b => b.AsMemory(0, Math.Min(b.Length, 108)).TrimEnd((byte)0)).ArrayOf(2)
        from tlvs in Tlvs
        from sum in Gen.Elements(true, false)
        from local in Gen.Frequency((1, Gen.Constant(version == 2)), (9, Gen.Constant(false)))
        select local ? new ProxyHeader(2, transport) { IsLocal = true, Source = source, Destination = destination, HasChecksum = sum }
            : new ProxyHeader(version, transport)
            {
                Source = source,
                Destination = destination,
                SourcePath = IsUnix(transport) ? paths[0] : default,
                DestinationPath = IsUnix(transport) ? paths[1] : default,
                Tlvs = version == 2 ? tlvs : [],
                HasChecksum = version == 2 && sum,
            };

    private static Gen<ProxyTlv[]> Tlvs =>
        (from type in Gen.Frequency((3, Gen.Choose(0, 255)), (1, Gen.Elements((int)ProxyTlvTypes.NoOp, ProxyTlvTypes.Authority)))
         from value in Gen.Frequency((5, Stirred.Bytes.Generator), (1, Gen.Constant(new byte[700])))
         select new ProxyTlv((byte)type, value)).ArrayOf();

    [Fact]
    public void FtpReplies_AndMailRepliesOfThatForm() => ReadsBack(new FtpReplies(), Replies, r => r.ToString(), reply =>
    {
        IReadOnlyList<string> lines = reply.Lines.Count == 0 ? [""] : reply.Lines;
        // A line in the middle must not look like the last: it gets a space in front.
        return new FtpReply(reply.Code, [.. lines.Select((l, i) => i > 0 && i < lines.Count - 1 && l.Length >= 3 && l[..3].All(char.IsAsciiDigit) ? " " + l : l)]);
    });

    [Fact]
    public void GopherMenus() =>
        ReadsBack(new GopherMenu(), Items, i => $"{i.Type}|{i.Display}|{i.Selector}|{i.Host}|{i.Port}", item => item, GopherItem.End);

    [Fact]
    public void ProxyHeaders_OfBothVersions_WithExtras() => ReadsBack(new ProxyHeaders(), Headers, Show, header => header.IsLocal
        ? new ProxyHeader(2, ProxyTransport.Unknown) { IsLocal = true }
        // Padding is for the reader to skip.
        : header with { Tlvs = [.. header.Tlvs.Where(t => t.Type != ProxyTlvTypes.NoOp)] });

    /// <summary>Frames written one behind the other, read in pieces. What a format refuses to write has left nothing in the stream.</summary>
    private static void ReadsBack<TFrame>(IFrameFormat<TFrame> format, Gen<TFrame> frames, Func<TFrame, string> show, Func<TFrame, TFrame> asRead, params TFrame[] end)
    {
        int carried = 0, refused = 0;
        Prop.ForAll(Arb.From(frames.ArrayOf()), Stirred.Cuts, (all, cuts) =>
        {
            var wire = new ArrayBufferWriter<byte>();
            var sent = new List<string>();
            foreach (TFrame frame in all.Concat(end))
            {
                int before = wire.WrittenCount;
                try
                {
                    format.Write(frame, wire);
                    sent.Add(show(asRead(frame)));
                    carried++;
                }
                catch (ProtocolException error) when (error.Blame == Blame.Caller)
                {
                    Assert.Equal(before, wire.WrittenCount);
                    refused++;
                }
            }

            sent.Add("end 0");
            Assert.Equal(string.Join('\n', sent), Subject.Of("", format, show).Run(wire.WrittenSpan.ToArray(), Stirred.Arrival(wire.WrittenCount, cuts)));
        }).Check(Quick);
        Assert.True(carried > 5 * refused, $"{carried} carried, {refused} refused: too little was tried");
        Assert.True(refused > 0, "nothing was refused: the generator is too tame");
    }

    private static Gen<IPEndPoint?> EndPoints(ProxyTransport transport)
    {
        int size = transport switch { ProxyTransport.Tcp4 or ProxyTransport.Udp4 => 4, ProxyTransport.Tcp6 or ProxyTransport.Udp6 => 16, _ => 0 };
        if (size == 0) return Gen.Constant<IPEndPoint?>(null);
        return from bytes in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(0, 255)).Select(b => (byte)b).ArrayOf(size)
               from port in Port
               select new IPEndPoint(new IPAddress(bytes), port);
    }

    private static bool IsUnix(ProxyTransport transport) => transport is ProxyTransport.UnixStream or ProxyTransport.UnixDatagram;

    private static string Show(ProxyHeader h) =>
        $"{h.Version} {h.IsLocal} {h.Transport} {h.Source} {h.Destination} {Hex(h.SourcePath)} {Hex(h.DestinationPath)} {h.HasChecksum} "
        + string.Join(',', h.Tlvs.Select(t => $"{t.Type:x2}={Hex(t.Value)}"));

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
