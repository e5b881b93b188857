using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>Adds numbers for its clients; see <see cref="SumLine"/> for the form.</summary>
internal sealed class SumService : IService
{
    private const int BufferSize = 4096;

    // A line that is too long was most often meant as one, and its client may go on with the next: so much of it is passed over, far
    // more than a number anybody meant and soon read. Behind that, or after the idle time, it is a flood and would never end.
    private const long MostSkipped = 16 * 1024 * 1024;

    public ReadOnlySpan<byte> TooMany => SumLine.TooManyClients;

    public void Converse(Socket connection)
    {
        var lines = new SumLines();
        byte[] buffer = new byte[BufferSize];
        using var answers = new MemoryStream();
        Deadline skipping = Deadline.Never;
        int count;
        while ((count = connection.Receive(buffer.AsSpan())) > 0)
        {
            lines.Take(buffer.AsSpan(0, count), answers);
            Send(connection, answers);
            skipping = lines.Skipped is null ? Deadline.Never
                : skipping.IsNever && connection.Timeout is TimeSpan idle ? Deadline.After(idle)
                : skipping;
            if (lines.Skipped > MostSkipped || skipping.HasPassed)
            {
                return;
            }
        }

        lines.End(answers);
        Send(connection, answers);
    }

    /// <summary>A datagram is a line by itself; its LF may be missing.</summary>
    public byte[] Answer(ReadOnlySpan<byte> datagram) => SumLine.Answer(datagram.EndsWith("\n"u8) ? datagram[..^1] : datagram);

    private static void Send(Socket connection, MemoryStream answers)
    {
        if (answers.Length > 0)
        {
            connection.SendAll(answers.GetBuffer().AsSpan(0, (int)answers.Length));
            answers.SetLength(0);
        }
    }
}
