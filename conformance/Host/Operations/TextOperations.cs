using System.Text;
using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Level 2: makefile of text.</summary>
internal static class TextOperations
{
    internal static long OpenTextReader(Socket socket, string encoding, string errors, string? newline, int buffer)
        => Handles.Add(socket.OpenReader(Named(encoding, errors), buffer, newline switch
        {
            null => LineEndings.Unified,
            "\n" => LineEndings.Lf,
            "\r\n" => LineEndings.CrLf,
            "\r" => LineEndings.Cr,
            _ => LineEndings.Any,
        }));

    // Half of a pair of surrogates is no text that could be handed over.
    internal static string TextRead(SocketReader text, int count)
    {
        char[] buffer = new char[count + 1];
        int read = text.ReadBlock(buffer.AsSpan(0, count));
        return new string(buffer, 0, read > 0 && char.IsHighSurrogate(buffer[read - 1]) ? read + text.ReadBlock(buffer.AsSpan(read, 1)) : read);
    }

    internal static string TextReadToEnd(SocketReader text) => text.ReadToEnd();

    internal static string TextReadLine(SocketReader text, int max) => text.ReadLineWithEnding(max);

    internal static long OpenTextWriter(Socket socket, string encoding, string errors, int buffer)
        => Handles.Add(socket.OpenWriter(Named(encoding, errors), buffer));

    internal static void TextWrite(StreamWriter text, string data) => text.Write(data);

    internal static void TextFlush(StreamWriter text) => text.Flush();

    private static Encoding Named(string encoding, string errors) => errors switch
    {
        "strict" => Encoding.GetEncoding(encoding, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        "replace" => Encoding.GetEncoding(encoding, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback),
        "ignore" => Encoding.GetEncoding(encoding, new EncoderReplacementFallback(""), new DecoderReplacementFallback("")),
        _ => throw new ArgumentException($"what is done with errors in text is strict, replace or ignore, and not {errors}", nameof(errors)),
    };
}
