using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Sockeye.Bench.Kestrel;

/// <summary>What comes in on one pipe goes out on the other.</summary>
internal class PipeEcho : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        try
        {
            while (true)
            {
                ReadResult read = await connection.Transport.Input.ReadAsync();
                foreach (ReadOnlyMemory<byte> piece in read.Buffer)
                {
                    Obey(piece.Span);
                    connection.Transport.Output.Write(piece.Span);
                }

                connection.Transport.Input.AdvanceTo(read.Buffer.End);
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

    protected virtual void Obey(ReadOnlySpan<byte> message)
    {
    }
}

/// <summary>The same for the stalls case.</summary>
internal sealed class StallingEcho : PipeEcho
{
    protected override void Obey(ReadOnlySpan<byte> message) => Misbehaviour.Obey(message);
}
