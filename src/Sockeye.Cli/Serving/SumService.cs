using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>Adds numbers for its clients; see <see cref="SumLine"/> for the form.</summary>
internal sealed class SumService : IService
{
    private const int BufferSize = 4096;

    public ReadOnlySpan<byte> TooMany => SumLine.TooManyClients;

    public void Converse(Socket connection)
    {
        var lines = new SumLines();
        byte[] buffer = new byte[BufferSize];
        using var answers = new MemoryStream();
        int count;
        while ((count = connection.Receive(buffer.AsSpan())) > 0)
        {
            lines.Take(buffer.AsSpan(0, count), answers);
            Send(connection, answers);
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
