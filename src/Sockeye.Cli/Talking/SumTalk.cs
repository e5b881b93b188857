using System.Text;
using Sockeye.Cli.Endpoints;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Talking;

/// <summary>The client's side of a sum: one line there, one line back.</summary>
internal sealed class SumTalk(Socket socket, Recorder record, CancellationToken stop)
{
    // Our own server's answers are below 2 KiB; somebody else's need not end at all.
    private const int LongestAnswer = 64 * 1024;

    /// <param name="question">The line, with its line feed.</param>
    /// <returns>The sum, without its line end.</returns>
    /// <exception cref="RefusedException">The server answered with an error.</exception>
    /// <exception cref="WrongAnswerException">It closed, or answered without end, or something else than a number.</exception>
    internal string Ask(string question)
    {
        record.Connects(Speaker.Client, EndPointText.Of(socket.RemoteEndPoint, socket.Kind));
        byte[] bytes = Encoding.UTF8.GetBytes(question);
        record.Says(Speaker.Client, bytes);
        socket.SendAll(bytes, cancellation: stop);
        byte[] answer = ReceiveLine();
        record.Says(Speaker.Server, answer);
        socket.Close();
        record.Closes(Speaker.Client);
        ReadOnlySpan<byte> line = answer.AsSpan().TrimEnd("\r\n"u8);
        return IsNumber(line) ? Encoding.ASCII.GetString(line)
            : line.StartsWith("error: "u8) ? throw new RefusedException($"the server answered: {Encoding.UTF8.GetString(line)}")
            : throw new WrongAnswerException($"this is no sum server: {Shown.Bytes(answer)} came back");
    }

    private static bool IsNumber(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> digits = line.Length > 0 && line[0] is (byte)'-' or (byte)'+' ? line[1..] : line;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private byte[] ReceiveLine()
    {
        byte[] buffer = new byte[LongestAnswer];
        int have = 0;
        while (have < buffer.Length)
        {
            int count = socket.Receive(buffer.AsSpan(have), cancellation: stop);
            int end = buffer.AsSpan(have, count).IndexOf((byte)'\n');
            if (end >= 0 || socket.Kind == SocketKind.SOCK_DGRAM)
            {
                return buffer[..(have + (end >= 0 ? end + 1 : count))];
            }

            if (count == 0)
            {
                throw new WrongAnswerException($"the server closed before its answer was whole: {Shown.Bytes(buffer.AsSpan(0, have))} came");
            }

            have += count;
        }

        throw new WrongAnswerException($"the server's answer is longer than {LongestAnswer} bytes: {Shown.Bytes(buffer)}");
    }
}
