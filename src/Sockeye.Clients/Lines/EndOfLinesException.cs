using System.Text;

namespace Sockeye.Clients.Lines;

/// <summary>The peer has ended the stream where a line was due. The message says who, and what had come of the line. Python: <c>EOFError</c> of a line client.</summary>
public sealed class EndOfLinesException : EndOfStreamException
{
    private const int Shown = 64;

    internal EndOfLinesException(string peer, ReadOnlySpan<byte> came)
        : base(Sentence(peer, came))
        => (Peer, Received) = (peer, came.ToArray());

    /// <summary>Who has ended it.</summary>
    public string Peer { get; }

    /// <summary>What had come of the line; empty where it ended between two lines. It can still be read, by <see cref="LineClient.ReadToEnd(int)"/>.</summary>
    public ReadOnlyMemory<byte> Received { get; }

    private static string Sentence(string peer, ReadOnlySpan<byte> came)
    {
        if (came.IsEmpty)
        {
            return $"{peer} ended the stream where a line was due";
        }

        var text = new StringBuilder();
        foreach (byte b in came[..Math.Min(came.Length, Shown)])
        {
            text.Append(b is >= (byte)' ' and <= (byte)'~' ? ((char)b).ToString() : $"\\x{b:x2}");
        }

        string more = came.Length > Shown ? $" and {came.Length - Shown} bytes more" : "";
        return $"{peer} ended the stream within a line: \"{text}\"{more} had come";
    }
}
