using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Sockeye.Bench.Kestrel;

/// <summary>Frames behind four bytes of length: each goes back as a frame, and all that came together go with one flush.</summary>
internal sealed class FrameEcho : ConnectionHandler
{
    private const int Prefix = sizeof(int);
    private const int Largest = 1 << 20;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        try
        {
            while (true)
            {
                ReadResult read = await connection.Transport.Input.ReadAsync();
                ReadOnlySequence<byte> left = read.Buffer;
                while (TryTake(ref left, out ReadOnlySequence<byte> frame))
                {
                    BinaryPrimitives.WriteInt32BigEndian(connection.Transport.Output.GetSpan(Prefix), (int)frame.Length);
                    connection.Transport.Output.Advance(Prefix);
                    foreach (ReadOnlyMemory<byte> piece in frame)
                    {
                        connection.Transport.Output.Write(piece.Span);
                    }
                }

                connection.Transport.Input.AdvanceTo(left.Start, left.End);
                if (read.IsCompleted || (await connection.Transport.Output.FlushAsync()).IsCompleted)
                {
                    return;
                }
            }
        }
        catch (ConnectionResetException)
        {
            // The load ends its connections as it likes.
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> left, out ReadOnlySequence<byte> frame)
    {
        var reader = new SequenceReader<byte>(left);
        if (!reader.TryReadBigEndian(out int length) || length is < 0 or > Largest || !reader.TryReadExact(length, out frame))
        {
            frame = default;
            return length is < 0 or > Largest ? throw new InvalidDataException($"a frame of {length} bytes") : false;
        }

        left = reader.UnreadSequence;
        return true;
    }
}
