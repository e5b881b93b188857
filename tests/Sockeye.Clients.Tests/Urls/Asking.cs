using System.Net;
using System.Text;
using Sockeye.Clients.Urls;
using Sockeye.Testing;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>URLs opened in either form, and servers that say what the test wants.</summary>
internal static class Asking
{
    internal static readonly ClientOptions Quick = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Both forms: tests that hold for both run twice.</summary>
    public static TheoryData<bool> Forms => [true, false];

    internal static async Task<UrlAnswer> Open(bool blocking, UrlRequest request)
        => blocking ? Url.Open(request) : await Url.OpenAsync(request);

    internal static Task<UrlAnswer> Open(bool blocking, string url) => Open(blocking, new UrlRequest(url) { Client = Quick });

    internal static async Task<string> Text(bool blocking, UrlAnswer answer)
    {
        await using (answer)
        {
            return Encoding.UTF8.GetString(blocking ? answer.ReadAll() : await answer.ReadAllAsync());
        }
    }

    internal static async Task<string> Text(bool blocking, UrlRequest request) => await Text(blocking, await Open(blocking, request));

    /// <summary>A server that hears one request and says this.</summary>
    internal static ScriptedServer Says(string answer, Action<string>? heard = null)
        => new PeerScript().ExpectUpTo("\r\n\r\n", head => heard?.Invoke(Encoding.ASCII.GetString(head))).Say(answer).Close().Serve();

    internal static string UrlOf(this ScriptedServer server, string path = "/", string user = "")
        => $"http://{user}127.0.0.1:{((IPEndPoint)server.LocalEndPoint).Port}{path}";
}
