using System.Globalization;
using System.Net;
using System.Text;
using Sockeye.Connections;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>An HTTP server of any number of connections and requests, whose answers, sense or nonsense, a test makes from the head and the server's port.</summary>
internal sealed class TalkingServer : IAsyncDisposable
{
    private readonly Listener _listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Func<string, int, byte[]> _answer;
    private readonly Task _serving;

    internal TalkingServer(Func<string, int, string> answer)
        : this((head, port) => Encoding.Latin1.GetBytes(answer(head, port)))
    {
    }

    /// <param name="answer">One with "Connection: close" is the last.</param>
    internal TalkingServer(Func<string, int, byte[]> answer)
    {
        _answer = answer;
        _serving = _listener.ServeAsync(Talk);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndPoint).Port;

    internal string Url(string path = "/", string user = "") => string.Create(CultureInfo.InvariantCulture, $"http://{user}127.0.0.1:{Port}{path}");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task Talk(Connection connection)
    {
        using var reader = new StreamReader(connection.AsStream(), Encoding.Latin1);
        while (true)
        {
            var head = new StringBuilder();
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                head.Append(line).Append("\r\n");
            }

            if (head.Length == 0)
            {
                return;
            }

            byte[] answer = _answer(head.ToString(), Port);
            await connection.Output.WriteAsync(answer);
            if (answer.AsSpan().IndexOf("Connection: close"u8) >= 0)
            {
                return;
            }
        }
    }
}
