using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Sockeye.Connections;
using Sockeye.Connections.Tls;

namespace Sockeye.Servers.Tests.Tls;

/// <summary>What clients say.</summary>
internal static class Talk
{
    internal static async Task<TlsConnection> ConnectTls(this Running running, TlsClientOptions? options = null)
    {
        Connection plain = await Connection.ConnectAsync((IPEndPoint)running.Server.LocalEndPoint).InTime();
        return await TlsConnection.ConnectAsync(plain, options ?? Pki.Client).InTime();
    }

    internal static async Task Exchange(this TlsConnection client, byte[] sent)
    {
        await client.Output.WriteAsync(sent).AsTask().InTime();
        ReadResult back = await client.Input.ReadAtLeastAsync(sent.Length).AsTask().InTime();
        Assert.True(back.Buffer.ToArray().AsSpan().SequenceEqual(sent), $"{sent.Length} bytes came back changed");
        client.Input.AdvanceTo(back.Buffer.End);
    }

    internal static async Task<string> Line(this IDuplexPipe client)
    {
        while (true)
        {
            ReadResult read = await client.Input.ReadAsync().AsTask().InTime();
            if (read.Buffer.PositionOf((byte)'\n') is SequencePosition at)
            {
                SequencePosition end = read.Buffer.GetPosition(1, at);
                string line = Encoding.ASCII.GetString(read.Buffer.Slice(0, end));
                client.Input.AdvanceTo(end);
                return line;
            }

            Assert.False(read.IsCompleted, $"the stream ended after \"{Encoding.ASCII.GetString(read.Buffer)}\"");
            client.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
