using System.Text;

namespace Sockeye.Cli.Chatting;

/// <summary>Where an answer ends, by the rules that the Internet's chat-style protocols have in common. It hears both sides, knows no protocol by name, and does no I/O.</summary>
/// <remarks>
/// <para>SMTP, FTP, NNTP: a line with a code of three digits, and a dash behind the code where more follow: RFC 5321 section 4.2.1. POP3: "+OK", "-ERR". IMAP: lines with "*",
/// and at last one with the tag of the command, or "+": RFC 9051 section 2.2. A line that is none of these behind one that is begins a text, which a dot alone ends: a list, a mail.</para>
/// <para>What a client sends is a text too, after "354" and its like, and up to a dot. A request of HTTP goes up to an empty line, and its answer to the end of the stream.</para>
/// <para>Where no rule fits, an answer is whole when the server is silent for a moment; whoever waits decides how long that is.</para>
/// </remarks>
/// <param name="isGreeted">The server has said its first words, and waits.</param>
internal sealed class AnswerRules(bool isGreeted = false)
{
    private const int CodeLength = 3;

    private string? _tag;
    private bool _inText;           // the client's: a mail, an article
    private bool _inRequest;        // the head of a request of HTTP
    private bool _isHttp;
    private bool _inBlock;          // the server's: a list, a mail
    private bool _wasStatus;        // the line before was a whole answer by itself

    /// <summary>What is waited for. A server speaks first, until a client has asked in HTTP.</summary>
    internal AnswerDue Due { get; private set; } = isGreeted ? AnswerDue.None : AnswerDue.Begin;

    /// <summary>The client is about to say this; HTTP's servers say nothing before.</summary>
    internal static bool SpeaksFirst(ReadOnlySpan<byte> line) => IsRequest(line);

    /// <summary>The client says a line.</summary>
    internal void Said(ReadOnlySpan<byte> line)
    {
        (_inBlock, _wasStatus) = (false, false);
        if (_inText)
        {
            _inText = !line.SequenceEqual("."u8);
            Due = _inText ? AnswerDue.None : AnswerDue.Begin;
        }
        else if (_inRequest || IsRequest(line))
        {
            _isHttp = true;
            _inRequest = !line.IsEmpty;
            Due = _inRequest ? AnswerDue.None : AnswerDue.Begin;
        }
        else
        {
            int space = line.IndexOf((byte)' ');
            _tag = space > 0 ? Encoding.Latin1.GetString(line[..space]) : null;
            Due = AnswerDue.Begin;
        }
    }

    /// <summary>The server says a line.</summary>
    internal void Heard(ReadOnlySpan<byte> line)
    {
        if (_isHttp)
        {
            Due = AnswerDue.Rest;
        }
        else if (_inBlock)
        {
            _inBlock = !line.SequenceEqual("."u8);
            Due = _inBlock ? AnswerDue.Rest : AnswerDue.Perhaps;
        }
        else if (IsCode(line))
        {
            bool isLast = line.Length == CodeLength || line[CodeLength] != '-';
            _inText = isLast && line[0] == '3' && WantsText(line[..CodeLength]);
            (_wasStatus, Due) = (isLast, isLast ? AnswerDue.Perhaps : AnswerDue.Rest);
        }
        else if (line.StartsWith("+OK"u8) || line.StartsWith("-ERR"u8))
        {
            (_wasStatus, Due) = (true, AnswerDue.Perhaps);
        }
        else if (line.StartsWith("* "u8))
        {
            Due = _tag is null ? AnswerDue.Perhaps : AnswerDue.Rest;    // a greeting has no command that it answers
        }
        else if (line.StartsWith("+ "u8) || (_tag is not null && line.StartsWith(Encoding.Latin1.GetBytes(_tag + " "))))
        {
            Due = AnswerDue.Perhaps;
        }
        else if (_wasStatus)
        {
            (_inBlock, _wasStatus, Due) = (true, false, AnswerDue.Rest);
        }
        else
        {
            Due = Due == AnswerDue.Rest ? AnswerDue.Rest : AnswerDue.Perhaps;
        }
    }

    private static bool IsCode(ReadOnlySpan<byte> line)
        => line.Length >= CodeLength && !line[..CodeLength].ContainsAnyExceptInRange((byte)'0', (byte)'9') && (line.Length == CodeLength || line[CodeLength] is (byte)' ' or (byte)'-');

    // SMTP's and NNTP's words for "send it"; 334, 381 and FTP's 331 want one line, and get it as any other.
    private static bool WantsText(ReadOnlySpan<byte> code) => code.SequenceEqual("354"u8) || code.SequenceEqual("340"u8) || code.SequenceEqual("335"u8);

    private static bool IsRequest(ReadOnlySpan<byte> line)
    {
        int version = line.LastIndexOf((byte)' ');
        return version > 0 && line[version..].StartsWith(" HTTP/1."u8) && line[..version].IndexOf((byte)' ') > 0;
    }
}
