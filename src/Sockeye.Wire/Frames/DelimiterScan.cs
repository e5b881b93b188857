using System.Buffers;

namespace Sockeye.Wire.Frames;

/// <summary>
/// Looks for a delimiter in a stream that arrives in pieces, each byte once.
/// </summary>
/// <remarks>
/// Between calls it keeps how many bytes it has searched and how much of the delimiter the last of them match, so a delimiter cut in
/// two is found without looking back (the Knuth-Morris-Pratt idea). Inside a piece the vectorised IndexOf does the work.
/// </remarks>
internal struct DelimiterScan(Delimiter delimiter, int maximum, int slack = 0)
{
    private readonly Delimiter _delimiter = delimiter;
    private long _searched;
    private int _matched;

    // Where the input ended when all of it had been searched; known only from the second piece of a frame on.
    private SequencePosition _until;

    /// <summary>
    /// Nothing of the frame was searched before. Then a reader looks for the mark in the piece at hand itself, where nearly every frame
    /// lies whole, and hands what it found to <see cref="TryFind"/> only when that does not end the frame.
    /// </summary>
    /// <remarks>
    /// Search and cut are then short enough for the JIT to put them into the loop that reads the frames, which halves the time of a short
    /// frame: a sequence handed out by a call that stays a call costs as much as finding a byte in 80.
    /// </remarks>
    internal readonly bool IsAtStart => _searched == 0;

    /// <summary>
    /// True: the frame is <paramref name="length"/> bytes, then comes the delimiter. The input is not advanced either way.
    /// Throws when the frame is longer than the maximum and the slack; what was searched stays known, and <see cref="TrySkip"/> goes on from there.
    /// </summary>
    /// <param name="input">Stands at the start of the frame.</param>
    /// <param name="at">At the start: where the mark is in the piece at hand; -1 when it is not there.</param>
    /// <param name="length">The frame's bytes.</param>
    internal bool TryFind(ref SequenceReader<byte> input, int at, out int length)
    {
        if (IsAtStart) TookFirst(input.UnreadSpan, at);
        return TryGoOn(ref input, maximum + (long)slack, out length);
    }

    /// <summary>Forgets the frame: the next call starts at a new one.</summary>
    internal void Reset()
    {
        _searched = 0;
        _matched = 0;
        _until = default;
    }

    /// <summary>Skips past the next delimiter. When it has not come yet all input is consumed and the result is false.</summary>
    internal bool TrySkip(ref SequenceReader<byte> input)
    {
        bool found = TryGoOn(ref input, long.MaxValue, out _);
        input.Advance(_searched);
        _searched = 0;
        _until = default;
        if (found) _matched = 0;
        return found;
    }

    /// <summary>
    /// Where a reader would cut <paramref name="frame"/> with the delimiter behind it: its length, or less when the delimiter comes
    /// early, in the frame or made of its tail and the delimiter's head.
    /// </summary>
    internal static long CutOf(in ReadOnlySequence<byte> frame, Delimiter delimiter)
    {
        var scan = new DelimiterScan(delimiter, int.MaxValue);
        foreach (ReadOnlyMemory<byte> piece in frame)
        {
            bool found = scan.Search(piece.Span, out int taken);
            scan._searched += taken;
            if (found) return scan._searched - delimiter.Bytes.Length;
        }

        foreach (byte b in delimiter.Bytes)
        {
            scan._searched++;
            if (scan.Step(b)) break;
        }

        return scan._searched - delimiter.Bytes.Length;
    }

    /// <summary>The first piece was searched: remembers what came of it.</summary>
    private void TookFirst(ReadOnlySpan<byte> piece, int at)
    {
        if (at < 0) MatchTail(piece);
        else _matched = _delimiter.Bytes.Length;
        _searched = at < 0 ? piece.Length : at + _matched;
    }

    private void MatchTail(ReadOnlySpan<byte> piece)
    {
        foreach (byte b in piece[Math.Max(0, piece.Length - (_delimiter.Bytes.Length - 1))..]) Step(b);
    }

    private bool TryGoOn(ref SequenceReader<byte> input, long most, out int length)
    {
        // A caller that reads on after an error without a resync gets the same error again.
        bool found = _matched == _delimiter.Bytes.Length;
        SequenceReader<byte> rest = Unsearched(ref input);
        while (!found && !rest.End)
        {
            found = Search(rest.UnreadSpan, out int taken);
            _searched += taken;
            rest.Advance(taken);
            if (_searched - _matched > most) break;
        }

        _until = found ? default : rest.Position;
        long payload = _searched - _matched;
        if (payload > most) FrameFault.Endless(maximum);
        length = (int)Math.Min(payload, int.MaxValue);
        return found;
    }

    /// <summary>
    /// The input from where the search goes on. A frame that comes in many small segments is not walked through from its start for each
    /// of them: where the last search ended is known, and serves if the segments from there still lead to the end of this input.
    /// </summary>
    private readonly SequenceReader<byte> Unsearched(ref SequenceReader<byte> input)
    {
        object? segment = _until.GetObject();
        object? end = input.Sequence.End.GetObject();
        while (segment is ReadOnlySequenceSegment<byte> known && known != end) segment = known.Next;
        if (segment is ReadOnlySequenceSegment<byte>)
        {
            ReadOnlySequence<byte> rest = input.Sequence.Slice(_until);
            if (rest.Length == input.Remaining - _searched) return new SequenceReader<byte>(rest);
        }

        SequenceReader<byte> whole = input;
        whole.Advance(_searched);
        return whole;
    }

    /// <summary>True when the delimiter ends after <paramref name="taken"/> bytes of <paramref name="piece"/>; then all of it counts as matched.</summary>
    private bool Search(ReadOnlySpan<byte> piece, out int taken)
    {
        byte[] mark = _delimiter.Bytes;
        taken = 0;
        while (taken < piece.Length && _matched > 0)
        {
            if (Step(piece[taken++])) return true;
        }

        int at = _delimiter.IndexIn(piece[taken..]);
        if (at >= 0)
        {
            taken += at + mark.Length;
            _matched = mark.Length;
            return true;
        }

        MatchTail(piece[taken..]);
        taken = piece.Length;
        return false;
    }

    private bool Step(byte b)
    {
        byte[] mark = _delimiter.Bytes;
        while (_matched > 0 && mark[_matched] != b) _matched = _delimiter.Fallback[_matched - 1];
        if (mark[_matched] == b) _matched++;
        return _matched == mark.Length;
    }
}
