using System.Buffers;
using System.Text;
using Sockeye.Testing.Frames;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Frames;

namespace Sockeye.Testing;

/// <summary>
/// Holds a frame format to the rules every format keeps: the same frames come out wherever the stream is cut, byte by byte, in one
/// segment or many, with trailing bytes behind; a stream cut short is an error; a frame without end is refused; errors do not depend on
/// the cut, stand at a byte that has come and blame who sent it; a resync gets on; memory is not taken on the word of a length, nor
/// before anything has come. It needs no test framework: a broken rule is a <see cref="FrameCheckException"/>.
/// </summary>
/// <example>
/// <code>
/// var check = new FrameCheck&lt;ReadOnlySequence&lt;byte&gt;&gt;(new NetstringFrames(maximum: 100), FrameCheck.Text);
/// check.Reads("5:hello,0:,"u8, "hello", "");
/// check.Refuses("5:hello!"u8, ProtocolError.Malformed);
/// check.RoundTrips(frames);
/// </code>
/// </example>
/// <typeparam name="TFrame">What a frame is.</typeparam>
public sealed class FrameCheck<TFrame>
{
    private const long AllowanceBytes = 64 << 10;

    private readonly IFrameFormat<TFrame> _format;
    private readonly Func<TFrame, string> _show;

    /// <summary>A check of <paramref name="format"/>.</summary>
    /// <param name="format">The format.</param>
    /// <param name="show">A frame as text; frames are compared by it. <see cref="FrameCheck.Text"/> serves for bytes.</param>
    public FrameCheck(IFrameFormat<TFrame> format, Func<TFrame, string> show)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(show);
        _format = format;
        _show = show;
    }

    /// <summary>
    /// The most bytes a frame of the format may take, with all that is around it. A reader that waits for more has no limit. Default 2 MiB, twice
    /// <see cref="FrameLimits.Frame"/>; larger only where the format's own limit is, for every check fills that much memory.
    /// </summary>
    public int LargestFrame { get; init; } = 2 * FrameLimits.Frame;

    /// <summary>The close ends the last frame, so that a stream may be cut without error. Default false.</summary>
    public bool EndsByClose { get; init; }

    /// <summary>The last frame says that it is the last, as a menu's dot does: a stream that ends sooner is cut short even between frames. Default false.</summary>
    public bool EndsByFrame { get; init; }

    /// <summary><paramref name="wire"/> holds exactly these frames, however it arrives, and is an error when it is cut short.</summary>
    /// <remarks>Tries every cut of the wire, so keep it to a few thousand bytes.</remarks>
    /// <exception cref="FrameCheckException">A rule is broken; the message says which and where.</exception>
    public void Reads(ReadOnlySpan<byte> wire, params string[] frames)
    {
        byte[] bytes = wire.ToArray();
        FrameRun whole = Run(bytes, [], Arrival.Joined);
        Expect("in one piece", whole, frames, null);
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            Expect($"in two pieces, cut at byte {cut}", Run(bytes, [cut], Arrival.Joined), frames, null);
            Expect($"in two segments, cut at byte {cut}", Run(bytes, [cut], Arrival.SegmentsAtOnce), frames, null);
        }

        int[] everywhere = [.. Enumerable.Range(1, Math.Max(0, bytes.Length - 1))];
        Expect("byte by byte", Run(bytes, everywhere, Arrival.Joined), frames, null);
        Expect("byte by byte, each a segment", Run(bytes, everywhere, Arrival.Segments), frames, null);
        Expect("at once, each byte a segment", Run(bytes, everywhere, Arrival.SegmentsAtOnce), frames, null);
        Trailing(bytes, frames);
        Truncated(bytes, frames);
        if (OversizeRun.Complaint(_format, bytes.AsSpan(0, (int)whole.FirstEnd), LargestFrame) is { } endless) Fail("with a frame without end", endless);
    }

    /// <summary>The last of <paramref name="frames"/> and an error of this kind come out of <paramref name="wire"/>, however it arrives, and always the same error.</summary>
    /// <remarks>Where the format can resynchronise, what comes behind the error is read too, and must be the same however it arrives.</remarks>
    /// <exception cref="FrameCheckException">A rule is broken; the message says which and where.</exception>
    public void Refuses(ReadOnlySpan<byte> wire, ProtocolError kind, params string[] frames)
    {
        byte[] bytes = wire.ToArray();
        FrameRun whole = Run(bytes, [], Arrival.Joined);
        if (whole.Error?.Kind != kind) Fail("in one piece", $"an error of kind {kind} was due, there was {whole.Error?.Message ?? "none"}");
        Expect("in one piece", whole, frames, whole);
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            Expect($"in two pieces, cut at byte {cut}", Run(bytes, [cut], Arrival.Joined), frames, whole);
            Expect($"in two segments, cut at byte {cut}", Run(bytes, [cut], Arrival.SegmentsAtOnce), frames, whole);
        }

        int[] everywhere = [.. Enumerable.Range(1, Math.Max(0, bytes.Length - 1))];
        Expect("byte by byte", Run(bytes, everywhere, Arrival.Joined), frames, whole);
    }

    /// <summary>What the format writes for <paramref name="frames"/> is read back as the same frames, however it arrives.</summary>
    /// <returns>The bytes written.</returns>
    /// <exception cref="FrameCheckException">A rule is broken; the message says which and where.</exception>
    public byte[] RoundTrips(params TFrame[] frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        var wire = new ArrayBufferWriter<byte>();
        foreach (TFrame frame in frames) _format.Write(frame, wire);
        Reads(wire.WrittenSpan, [.. frames.Select(_show)]);
        return wire.WrittenSpan.ToArray();
    }

    private void Trailing(byte[] bytes, string[] frames)
    {
        if (EndsByClose || bytes.Length == 0) return;
        long first = Run(bytes, [], Arrival.Joined).FirstEnd;
        for (int more = 1; more < first; more++)
        {
            FrameRun run = Run([.. bytes, .. bytes[..more]], [], Arrival.Joined, end: false);
            Expect($"with {more} bytes of a next frame behind", run, frames, null);
            if (run.Left != more) Fail($"with {more} bytes of a next frame behind", $"{run.Left} bytes were left over");
        }
    }

    private void Truncated(byte[] bytes, string[] frames)
    {
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            FrameRun run = Run(bytes[..cut], [], Arrival.Joined);
            string where = $"ended after byte {cut}";
            if (!run.Frames.SequenceEqual(frames.Take(run.Frames.Count)) && !EndsByClose)
                Fail(where, $"frames came out that were never whole: {string.Join(" | ", run.Frames)}");
            if (EndsByClose) continue;
            if (EndsByFrame && run.Error?.Kind != ProtocolError.Truncated) Fail(where, $"the last frame is missing, yet the error was {run.Error?.Message ?? "none"}");
            if (EndsByFrame) continue;
            if (run.Left == 0 && run.Error is not null) Fail(where, $"the stream ended between frames, yet: {run.Error.Message}");
            if (run.Left > 0 && run.Error?.Kind != ProtocolError.Truncated)
                Fail(where, $"{run.Left} bytes of a frame were lost; the error was {run.Error?.Message ?? "none"}");
        }
    }

    private FrameRun Run(byte[] bytes, int[] cuts, Arrival arrival, bool end = true)
    {
        var run = new FrameRun();
        try
        {
            run.Read(_format, bytes, cuts, arrival, end, _show);
        }
        catch (FrameCheckException broken)
        {
            Fail(cuts.Length == 0 ? "in one piece" : $"cut at {string.Join(',', cuts.Take(8))}", broken.Message);
        }

        long may = AllowanceBytes + (64L * bytes.Length);
        if (run.Allocated > may) Fail("in all", $"reading {bytes.Length} bytes took {run.Allocated} bytes of memory, more than {may}");
        return run;
    }

    private void Expect(string how, FrameRun run, string[] frames, FrameRun? refused)
    {
        ProtocolException? error = refused?.Error;
        if (!run.Frames.SequenceEqual(frames))
            Fail(how, $"expected {frames.Length} frames [{string.Join(" | ", frames)}], got {run.Frames.Count} [{string.Join(" | ", run.Frames)}] {run.Error?.Message}");
        if (run.Error?.Message != error?.Message)
            Fail(how, $"expected {error?.Message ?? "no error"}, got {run.Error?.Message ?? "none"}");
        if (refused is not null && !run.After.SequenceEqual(refused.After))
            Fail(how, $"behind the error there was [{string.Join(" | ", run.After)}], in one piece [{string.Join(" | ", refused.After)}]");
    }

    private void Fail(string how, string what) => throw new FrameCheckException($"{_format.GetType().Name}, {how}: {what}");
}

/// <summary>Ways to show a frame as text, for <see cref="FrameCheck{TFrame}"/>.</summary>
public static class FrameCheck
{
    /// <summary>Bytes as text, with escapes for what is not printable: <c>caf\xe9\n</c>.</summary>
    public static string Text(ReadOnlySequence<byte> frame)
    {
        var text = new StringBuilder();
        SaidText.Append(text, frame.ToArray(), quoted: false);
        return text.ToString();
    }
}
