using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sockeye.Wire.Http;
using Sockeye.Wire.Tests.Peers;

namespace Sockeye.Wire.Tests.Http;

/// <summary>
/// The same bytes to Python's http.client and http.server. Where both accept, the values agree; where they differ, the difference is
/// listed here with its reason, and the test fails when the list is wrong in either direction.
/// </summary>
public sealed class PythonHttpTests
{
    private const string Ours = "we refuse: ";

    /// <summary>Kind ("request", or the method a response answers), bytes, and the difference ("" for none).</summary>
    private static readonly (string Kind, string Wire, string Difference)[] Cases =
    [
        ("request", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", ""),
        ("request", "GET /a?b=c HTTP/1.1\r\nHost: h:80\r\nAccept:  x\r\nA: 1\r\nA: 2\r\n\r\n", ""),
        ("request", "GET / HTTP/1.1\r\nHost: h \t\r\n\r\n", "Python keeps the space behind a value"),
        ("request", "POST /x HTTP/1.1\r\nhost: h\r\nContent-Length: 3\r\n\r\nabc", ""),
        ("request", "GET / HTTP/1.0\r\n\r\n", ""),
        ("request", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "Python's server keeps an HTTP/1.0 connection only when it is itself told to speak 1.1"),
        ("request", "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", ""),
        ("request", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", ""),
        ("request", "nonsense\r\n\r\n", ""),
        ("request", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", ""),
        ("request", "GET / HTTP/1.x\r\nHost: h\r\n\r\n", ""),
        ("request", "GET / FTP/1.1\r\nHost: h\r\n\r\n", ""),
        ("request", "GET / HTTP/1.1 x\r\nHost: h\r\n\r\n", ""),
        ("request", "GET /\r\n\r\n", Ours + "HTTP/0.9"),
        ("request", "GET  /  HTTP/1.1\r\nHost: h\r\n\r\n", Ours + "more than one space in the request line"),
        ("request", "GET / HTTP/1.10\r\nHost: h\r\n\r\n", Ours + "a version with two digits behind the dot"),
        ("request", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n", Ours + "a method that is no token"),
        ("request", "GET / HTTP/1.1\r\n\r\n", Ours + "HTTP/1.1 without Host"),
        ("request", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", Ours + "two Hosts"),
        ("request", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", Ours + "a Host that is no host and port"),
        ("request", "GET x HTTP/1.1\r\nHost: h\r\n\r\n", Ours + "a target that is no path, no URL with its host and not *"),
        ("request", "GET / HTTP/1.1\nHost: h\n\n", Ours + "lines that end with LF alone"),
        ("request", "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n folded\r\n\r\n", Ours + "folding"),
        ("request", "GET / HTTP/1.1\r\nHost: h\r\nA : b\r\n\r\n", Ours + "a space before the colon"),
        ("request", "GET / HTTP/1.1\r\nHost: h\r\nA: b\rc: d\r\n\r\n", Ours + "a bare CR (Python reads it as a line end)"),
        ("request", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", Ours + "two lengths"),
        ("request", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", Ours + "a negative length"),
        ("request", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Ours + "a length beside chunked"),
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: y\r\n\r\nhi", ""),
        ("GET", "HTTP/1.0 200 OK\r\n\r\nuntil close", ""),
        ("GET", "HTTP/1.1 200\r\n\r\n", ""),
        ("GET", "HTTP/1.1 404 Not Found at all\r\nContent-Length: 0\r\n\r\n", ""),
        ("GET", "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", ""),
        ("GET", "HTTP/1.1 304 No\r\n\r\n", ""),
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", ""),
        ("GET", "HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", ""),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\nT: 1\r\n\r\n", ""),
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", ""),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi", ""),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", ""),
        ("GET", "ICY 200 OK\r\n\r\n", ""),
        ("GET", "HTTP/1.1 abc OK\r\n\r\n", ""),
        ("GET", "HTTP/1.1 99 OK\r\n\r\n", ""),
        ("GET", "HTTP/1.1 1000 OK\r\n\r\n", ""),
        ("GET", "", "an end before any head is a clean close to us, RemoteDisconnected to Python"),
        ("GET", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
        ("GET", "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n", Ours + "two spaces before the status code"),
        ("GET", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", Ours + "lines that end with LF alone"),
        ("GET", "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "Python takes 103 for the final response"),
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhi", Ours + "a negative length (Python reads until the close)"),
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx", Ours + "a list of lengths (Python reads until the close)"),
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", Ours + "two lengths"),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n", Ours + "a length beside chunked"),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", ""),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n", Ours + "0x before a chunk size"),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1 junk\r\nx\r\n0\r\n\r\n", ""),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n0\r\n\r\n", Ours + "whitespace behind a chunk size with no extension after it"),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz0\r\n\r\n", Ours + "something other than CR LF behind a chunk (Python does not look)"),
    ];

    [PythonFact]
    public async Task TheSameBytes_MeanTheSame_OrDifferInAListedWay()
    {
        string questions = string.Concat(Cases.Select(c => JsonSerializer.Serialize(new[] { c.Kind, c.Wire }) + "\n"));
        string[] answers = (await OtherProgram.RunPython("Http/http_answers.py", questions)).TrimEnd('\n').Split('\n');
        Assert.Equal(Cases.Length, answers.Length);
        var wrong = new List<string>();
        for (int i = 0; i < Cases.Length; i++)
        {
            JsonObject python = JsonNode.Parse(answers[i])!.AsObject();
            JsonObject ours = Read(Cases[i].Kind, Cases[i].Wire);
            bool same = python.ContainsKey("error") ? ours.ContainsKey("error") : JsonNode.DeepEquals(python, ours);
            bool asListed = Cases[i].Difference switch
            {
                "" => same,
                _ when Cases[i].Difference.StartsWith(Ours, StringComparison.Ordinal) => ours.ContainsKey("error") && !python.ContainsKey("error"),
                _ => !same,
            };
            if (!asListed) wrong.Add($"{JsonSerializer.Serialize(Cases[i].Wire)} listed as '{Cases[i].Difference}'\n  python {answers[i]}\n  ours   {ours.ToJsonString()}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>The list above, for readers. To write it anew after a change: SOCKEYE_DRAW=1 dotnet test.</summary>
    [Fact]
    public void TheDifferencesInTheDocs_AreTheListedOnes()
    {
        string path = Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/http-differences.md");
        var text = new StringBuilder("""
            # Where our HTTP/1 differs from Python's

            Each row is a message both were given in a test, which fails when the row is no longer true. Everything else in that test
            means the same to both.

            | Read by | Bytes | Difference |
            |---|---|---|

            """);
        foreach ((string kind, string wire, string difference) in Cases.Where(c => c.Difference.Length > 0))
        {
            string shown = wire.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
            text.Append($"| {(kind == "request" ? "http.server" : "http.client")} | {(shown.Length == 0 ? "(none)" : $"`{shown}`")} | {difference} |\n");
        }

        if (Environment.GetEnvironmentVariable("SOCKEYE_DRAW") == "1") File.WriteAllText(path, text.ToString());
        Assert.Equal(text.ToString(), File.ReadAllText(path));
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    private static JsonObject Read(string kind, string wire)
    {
        var connection = new HttpProtocol(kind == "request" ? HttpSide.Responder : HttpSide.Requester);
        if (kind != "request")
        {
            connection.WriteRequest(new ArrayBufferWriter<byte>(), kind, "/", new HttpField("Host", "h"));
            connection.WriteEnd(new ArrayBufferWriter<byte>());
        }

        try
        {
            var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(wire)));
            HttpEvent first;
            while ((first = connection.Read(ref input)) == HttpEvent.Informational)
            {
            }

            if (first == HttpEvent.NeedMore) return new JsonObject { ["closed"] = connection.EndOfInput().ToString() };
            HttpHead head = connection.Head;
            if (kind == "request")
            {
                return new JsonObject
                {
                    ["method"] = head.Method, ["target"] = head.Target, ["version"] = $"HTTP/1.{head.MinorVersion}",
                    ["close"] = !connection.KeepAlive || head.MinorVersion == 1 && !PythonKeeps(head), ["fields"] = Fields(head),
                };
            }

            var result = new JsonObject { ["status"] = head.Status, ["reason"] = head.Reason, ["fields"] = Fields(head) };
            var body = new StringBuilder();
            HttpEvent next;
            while ((next = connection.Read(ref input)) == HttpEvent.Data) body.Append(Encoding.Latin1.GetString(connection.Data));
            if (next == HttpEvent.NeedMore) connection.EndOfInput();
            result["body"] = body.ToString();
            return result;
        }
        catch (ProtocolException error)
        {
            return new JsonObject { ["error"] = error.Message };
        }
    }

    /// <summary>Python's base class speaks HTTP/1.0 by default and closes after every request that does not ask it to stay.</summary>
    private static bool PythonKeeps(HttpHead head) => head.Fields.HasMember("connection"u8, "keep-alive"u8);

    private static JsonArray Fields(HttpHead head) =>
        new([.. head.Fields.ToList().Select(f => new JsonArray(f.Name.ToLowerInvariant(), f.Value))]);
}
