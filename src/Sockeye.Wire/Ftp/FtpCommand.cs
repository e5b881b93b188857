using System.Buffers;
using System.Text;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Ftp;

/// <summary>Writes FTP commands, so that an argument from outside cannot become a second command.</summary>
public static class FtpCommand
{
    /// <summary>Writes <c>VERB argument CRLF</c> in UTF-8.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="verb">Letters, such as RETR.</param>
    /// <param name="argument">The argument; null for none.</param>
    /// <exception cref="ProtocolException">The verb is not letters, or the argument holds CR, LF or another control character (this side's fault).</exception>
    public static void Write(IBufferWriter<byte> output, string verb, string? argument = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(verb);
        if (verb.Length == 0 || !verb.All(char.IsAsciiLetter)) FrameFault.CannotWrite($"'{verb}' is no command");
        int bad = argument?.AsSpan().IndexOfAny(ControlCharacters.All) ?? -1;
        if (bad >= 0) FrameFault.CannotWrite("an argument cannot hold a line end or another control character", bad);
        output.Write(Encoding.UTF8.GetBytes(argument is null ? verb + "\r\n" : $"{verb} {argument}\r\n"));
    }
}
