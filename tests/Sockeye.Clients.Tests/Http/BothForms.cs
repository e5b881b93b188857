using System.Net;
using System.Text;
using Sockeye.Clients.Http;
using Sockeye.Connections;
using Sockeye.Testing;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Tests.Http;

/// <summary>Each verb in the form that a test asks for, and servers that play one script to each client.</summary>
internal static class BothForms
{
    internal static HttpConnectionOptions Impatient { get; } = new() { Client = new ClientOptions { Timeout = TimeSpan.FromMilliseconds(200) } };

    internal static async Task<HttpConnection> Connect(EndPoint server, bool blocking, HttpConnectionOptions? options = null)
        => blocking ? HttpConnection.Connect(server.ToString()!, options) : await HttpConnection.ConnectAsync(server.ToString()!, options);

    internal static async Task<HttpResponse> Ask(this HttpConnection http, bool blocking, string method, string target, HttpField[]? fields = null, byte[]? body = null)
        => blocking ? http.Command(method, target, fields, body) : await http.CommandAsync(method, target, fields, body);

    internal static async Task<HttpResponse> Answer(this HttpConnection http, bool blocking, HttpField[]? trailers = null)
        => blocking ? http.GetResponse(trailers) : await http.GetResponseAsync(trailers);

    internal static async Task<bool> End(this HttpConnection http, bool blocking) => blocking ? http.EndHeaders() : await http.EndHeadersAsync();

    internal static async Task Say(this HttpConnection http, bool blocking, string data)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(data);
        if (blocking)
        {
            http.Send(bytes);
        }
        else
        {
            await http.SendAsync(bytes);
        }
    }

    internal static async Task<string> Text(this HttpResponse response, bool blocking, int maximum = 1 << 20)
        => Encoding.Latin1.GetString(blocking ? response.ReadToEnd(maximum) : await response.ReadToEndAsync(maximum));

    /// <summary>A script for each client, one after the other.</summary>
    internal static (EndPoint Server, Task Done) Serve(params PeerScript[] scripts)
    {
        Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (listener.LocalEndPoint, Play());

        async Task Play()
        {
            await using (listener)
            {
                foreach (PeerScript script in scripts)
                {
                    await script.RunAsync(await listener.AcceptAsync());
                }
            }
        }
    }

    internal static PeerScript ExpectHead(this PeerScript script, string firstLine, params string[] fields)
        => script.ExpectUpTo("\r\n\r\n", head =>
        {
            string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
            Assert.Equal(firstLine, lines[0]);
            Assert.All(fields, field => Assert.Contains(field, lines[1..]));
        });
}
