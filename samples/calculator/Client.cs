using System.Net;
using Sockeye.Connections;
using Sockeye.Connections.Framing;

namespace Calculator;

/// <summary>Asks all with one flush, and reads the answers as they come.</summary>
public static class Client
{
    public static async IAsyncEnumerable<string> Ask(EndPoint server, string[] questions)
    {
        Connection connection = await Connection.ConnectAsync(server);
        await using var frames = new FramedConnection<string>(connection, Messages.Format, new FramingOptions { IdleTimeout = TimeSpan.FromSeconds(10) });
        await frames.WriteAsync(questions);
        foreach (string question in questions)
        {
            yield return $"{question} = {await frames.ReadAsync()}";
        }
    }
}
