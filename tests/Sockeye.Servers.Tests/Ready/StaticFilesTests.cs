using System.Globalization;
using System.Text;
using Sockeye.Servers.Ready;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire;

namespace Sockeye.Servers.Tests.Ready;

/// <summary>Files over HTTP/1, byte by byte; what browsers and curl say is in the tests of the tool.</summary>
public sealed class StaticFilesTests : IDisposable
{
    private const string Page = "<h1>hello</h1>";

    private readonly TemporaryFolder _outside = new();
    private readonly TemporaryFolder _folder = new();

    public StaticFilesTests()
    {
        _folder.Write("index.html", Page);
        _folder.Write("ten.txt", "0123456789");
        _folder.Write("empty", "");
        _folder.Write("sub/index.html", "below");
        _folder.Write("bare/note.txt", "in a folder without an index");
        _folder.Write(".hidden", "hidden");
        _folder.Write(".git/config", "hidden");
        _folder.Write("grün und blau.txt", "colours");
        _outside.Write("secret.txt", "secret");
        File.CreateSymbolicLink(_folder.Below("absolute"), _outside.Below("secret.txt"));
        File.CreateSymbolicLink(_folder.Below("relative"), Path.GetRelativePath(_folder.Path, _outside.Below("secret.txt")));
        File.CreateSymbolicLink(_folder.Below("elsewhere"), _outside.Path);
        File.CreateSymbolicLink(_folder.Below("inside"), "ten.txt");
        File.CreateSymbolicLink(_folder.Below("magic"), "/proc/self/cwd");
    }

    public static TheoryData<ServeBy> Ways => [ServeBy.Loops, ServeBy.Threads, ServeBy.Selector, ServeBy.OneAtATime];

    public void Dispose()
    {
        _outside.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Requests_are_answered_one_after_the_other_on_one_connection(ServeBy by)
    {
        await using var files = new Served(_folder.Path, new ServingOptions { By = by });
        using Socket client = files.Running.Connect();
        Answer page = Ask(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal((200, Page, "text/html; charset=utf-8"), (page.Status, page.Body, page["Content-Type"]));
        Assert.Equal("below", Ask(client, "GET /sub/?a=b HTTP/1.1\r\nHost: x\r\n\r\n").Body);
        Assert.Equal("colours", Ask(client, "GET /gr%C3%BCn%20und%20blau.txt HTTP/1.1\r\nHost: x\r\n\r\n").Body);
        Assert.Equal("0123456789", Ask(client, "GET http://x/inside HTTP/1.1\r\nHost: x\r\n\r\n").Body);
        Assert.Equal((200, ""), Status(Ask(client, "GET /empty HTTP/1.1\r\nHost: x\r\n\r\n")));
        client.SendAll("GET /ten.txt HTTP/1.1\r\nHost: x\r\n\r\nGET /sub/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8);
        Assert.Equal("0123456789", Read(client).Body);
        Assert.Equal("below", Read(client).Body);
        client.DemandEnd();
        Assert.Empty(files.Running.Told);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_large_file_comes_whole(ServeBy by)
    {
        byte[] large = new byte[5_000_001];
        new Random(1).NextBytes(large);
        await File.WriteAllBytesAsync(_folder.Below("large.bin"), large);
        await using var files = new Served(_folder.Path, new ServingOptions { By = by });
        using Socket client = files.Running.Connect();
        client.SendAll("GET /large.bin HTTP/1.0\r\n\r\n"u8);
        using var all = new MemoryStream();
        await Scene.OnThread(() =>
        {
            client.OpenStream().CopyTo(all);
            return 0;
        }).InTime();
        Assert.True(all.ToArray().AsSpan().EndsWith(large), "the file was changed on its way");
    }

    // The kernel has all of it, and the client none: who closed with a reset then would take it back.
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_last_answer_reaches_a_client_on_a_slow_line(ServeBy by)
    {
        const int Size = 1_000_000;
        await File.WriteAllBytesAsync(_folder.Below("slow.bin"), new byte[Size]);
        var clock = new HandClock();
        await using var files = new Served(_folder.Path, new ServingOptions { By = by, Clock = clock });
        using Socket client = files.Running.Enter();
        files.Running.DemandReading();
        int timers = clock.Timers;
        client.SendAll("GET /slow.bin HTTP/1.0\r\n\r\n"u8);
        Eventually.True(() => clock.Timers > timers, Scene.Patience);       // all was said, and the client is waited for
        files.Running.DemandReading();
        clock.Pass(TimeSpan.FromSeconds(10));
        files.Running.DemandNobody();
        using var all = new MemoryStream();
        client.OpenStream().CopyTo(all);
        Assert.InRange(all.Length, Size, Size + 1000);
    }

    // On loopback some megabytes are under way before the client reads, so the file is longer than that.
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_file_that_becomes_shorter_is_never_sent_as_if_it_were_whole(ServeBy by)
    {
        const long Long = 64L << 20;
        using (FileStream long64 = File.Create(_folder.Below("long")))
        {
            long64.SetLength(Long);
        }

        await using var files = new Served(_folder.Path, new ServingOptions { By = by });
        using Socket client = files.Running.Connect();
        client.SendAll("GET /long HTTP/1.1\r\nHost: x\r\n\r\n"u8);
        client.Take(10_000);
        using (FileStream shorter = File.OpenWrite(_folder.Below("long")))
        {
            shorter.SetLength(1000);
        }

        Assert.ThrowsAny<Exception>(() => client.Take((int)Long - 10_000));
        Assert.Contains("became shorter", files.Running.Demand<IOException>(client).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/../secret.txt")]
    [InlineData("/sub/../../secret.txt")]
    [InlineData("/%2e%2e/secret.txt")]
    [InlineData("/..%2fsecret.txt")]
    [InlineData("/%252e%252e/secret.txt")]
    [InlineData("/absolute")]
    [InlineData("/relative")]
    [InlineData("/elsewhere/secret.txt")]
    [InlineData("/magic/x")]
    [InlineData("/.hidden")]
    [InlineData("/%2ehidden")]
    [InlineData("/.git/config")]
    [InlineData("/sub/./index.html")]
    [InlineData("/ten.txt%00.html")]
    [InlineData("/ten.txt/")]
    [InlineData("/ten.txt/x")]
    [InlineData("/bare/")]
    [InlineData("/bare")]
    [InlineData("/nothing")]
    [InlineData("/%E0%80%80")]
    public async Task What_is_not_for_everybody_is_not_there(string path)
    {
        await using var files = new Served(_folder.Path);
        using Socket client = files.Running.Connect();
        Assert.Equal((404, "404 Not Found\n"), Status(Ask(client, $"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")));
        Assert.Equal(Page, Ask(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").Body);
    }

    [Fact]
    public async Task A_pipe_is_no_file_and_keeps_nobody_waiting()
    {
        await new Command(_folder.Path).Succeed("mkfifo", _folder.Below("pipe"));
        await using var files = new Served(_folder.Path);
        using Socket client = files.Running.Connect();
        Assert.Equal(404, Ask(client, "GET /pipe HTTP/1.1\r\nHost: x\r\n\r\n").Status);
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-30", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=0-99999999999999999999", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=10-", 416, "416 Range Not Satisfiable\n", "bytes */10")]
    [InlineData("bytes=-0", 416, "416 Range Not Satisfiable\n", "bytes */10")]
    [InlineData("bytes=4-2", 200, "0123456789", null)]
    [InlineData("bytes=1-2,4-5", 200, "0123456789", null)]
    [InlineData("lines=1-2", 200, "0123456789", null)]
    [InlineData("bytes=x", 200, "0123456789", null)]
    public async Task A_range_of_bytes_is_sent(string range, int status, string body, string? extent)
    {
        await using var files = new Served(_folder.Path);
        using Socket client = files.Running.Connect();
        Answer answer = Ask(client, $"GET /ten.txt HTTP/1.1\r\nHost: x\r\nRange: {range}\r\n\r\n");
        Assert.Equal((status, body, extent), (answer.Status, answer.Body, answer["Content-Range"]));
    }

    [Fact]
    public async Task What_the_client_has_is_not_sent_again()
    {
        File.SetLastWriteTimeUtc(_folder.Below("ten.txt"), DateTime.Parse("2020-02-02T02:02:02Z", CultureInfo.InvariantCulture));
        await using var files = new Served(_folder.Path);
        using Socket client = files.Running.Connect();
        Answer first = With(client, "X: y");
        string tag = first["ETag"]!;
        Assert.Equal("Sun, 02 Feb 2020 02:02:02 GMT", first["Last-Modified"]);
        Assert.Equal((304, ""), Status(With(client, $"If-None-Match: \"other\", W/{tag}")));
        Assert.Equal((304, ""), Status(With(client, "If-None-Match: *")));
        Assert.Equal(200, With(client, "If-None-Match: \"other\"", $"If-Modified-Since: {first["Last-Modified"]}").Status);
        Assert.Equal((304, ""), Status(With(client, $"If-Modified-Since: {first["Last-Modified"]}")));
        Assert.Equal(200, With(client, "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT").Status);
        Assert.Equal(200, With(client, "If-Modified-Since: yesterday").Status);
        Assert.Equal(412, With(client, "If-Match: \"other\"").Status);
        Assert.Equal(200, With(client, $"If-Match: {tag}").Status);
        Assert.Equal(412, With(client, "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT").Status);
        Assert.Equal((206, "12"), Status(With(client, "Range: bytes=1-2", $"If-Range: {tag}")));
        Assert.Equal((200, "0123456789"), Status(With(client, "Range: bytes=1-2", "If-Range: \"other\"")));
        Assert.Equal((206, "12"), Status(With(client, "Range: bytes=1-2", $"If-Range: {first["Last-Modified"]}")));
        Assert.Equal((200, "0123456789"), Status(With(client, "Range: bytes=1-2", $"If-Range: W/{tag}")));
    }

    [Fact]
    public async Task A_folder_without_its_slash_is_moved_to_the_one_with()
    {
        await using var files = new Served(_folder.Path);
        using Socket client = files.Running.Connect();
        Answer moved = Ask(client, "GET //sub HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal((301, "/sub/"), (moved.Status, moved["Location"]));
    }

    [Fact]
    public async Task HEAD_is_all_but_the_body()
    {
        await using var files = new Served(_folder.Path);
        using Socket client = files.Running.Connect();
        client.SendAll("HEAD /ten.txt HTTP/1.1\r\nHost: x\r\n\r\nHEAD /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8);
        string all = new StreamReader(client.OpenStream()).ReadToEnd();
        Assert.Matches("(?s)^HTTP/1.1 200 OK\r\n.*Content-Length: 10\r\n.*\r\n\r\nHTTP/1.1 404 Not Found\r\n.*\r\n\r\n$", all);
        Assert.DoesNotContain("0123", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400, true)]
    [InlineData("DELETE /ten.txt HTTP/1.1\r\nHost: x\r\n\r\n", 405, true)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nsome of it", 405, false)]
    [InlineData("GET /TARGET HTTP/1.1\r\nHost: x\r\n\r\n", 414, true)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400, false)]
    [InlineData("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505, false)]
    [InlineData("nonsense\r\n\r\n", 400, false)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX: LARGE\r\n\r\n", 431, false)]
    public async Task What_cannot_be_answered_is_told_politely(string request, int status, bool goesOn)
    {
        await using var files = new Served(_folder.Path);
        using Socket client = files.Running.Connect();
        Answer answer = Ask(client, request.Replace("TARGET", new string('x', 9000), StringComparison.Ordinal).Replace("LARGE", new string('x', 40_000), StringComparison.Ordinal));
        Assert.Equal(status, answer.Status);
        Assert.Equal(goesOn ? null : "close", answer["Connection"]);
        if (!goesOn)
        {
            client.Shutdown(ShutdownHow.SHUT_WR);
            client.DemandEnd();
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_request_that_is_malformed_is_counted_and_told(ServeBy by)
    {
        await using var files = new Served(_folder.Path, new ServingOptions { By = by });
        using Socket client = files.Running.Connect();
        Assert.Equal(400, Ask(client, "nonsense\r\n\r\n").Status);
        client.Shutdown(ShutdownHow.SHUT_WR);
        files.Running.Demand<ProtocolException>(client);
        Assert.Equal(1, files.Running.Server.Counts[Limit.Malformed]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_head_that_dribbles_runs_into_the_limit_for_frames(ServeBy by)
    {
        await using var files = new Served(_folder.Path, new ServingOptions { By = by, FrameTimeout = TimeSpan.FromMilliseconds(300) });
        using Socket client = files.Running.Connect();
        Assert.Equal(Page, Ask(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").Body);
        client.SendAll("GET / HT"u8);
        files.Running.Demand<SocketTimeoutException>(client);
        Assert.Equal(1, files.Running.Server.Counts[Limit.Frame]);
    }

    [Fact]
    public async Task A_connection_that_is_kept_ends_at_a_shutdown()
    {
        await using var files = new Served(_folder.Path, new ServingOptions { DrainTimeout = Timeout.InfiniteTimeSpan });
        using Socket client = files.Running.Connect();
        Assert.Equal(Page, Ask(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").Body);
        Task<Drained> ends = files.Running.Server.ShutdownAsync();
        client.DemandEnd();
        client.Dispose();
        Assert.Equal(new Drained(1, 0, 0), await ends.InTime());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_at_once()
    {
        Assert.Contains("(ENOENT)", Assert.Throws<DirectoryNotFoundException>(() => new StaticFiles(_folder.Below("nowhere"))).Message, StringComparison.Ordinal);
        Assert.Contains("not a folder", Assert.Throws<DirectoryNotFoundException>(() => new StaticFiles(_folder.Below("ten.txt"))).Message, StringComparison.Ordinal);
    }

    private static (int Status, string Body) Status(Answer answer) => (answer.Status, answer.Body);

    private static Answer With(Socket client, params string[] fields)
        => Ask(client, $"GET /ten.txt HTTP/1.1\r\nHost: x\r\n{string.Join("\r\n", fields)}\r\n\r\n");

    private static Answer Ask(Socket client, string request)
    {
        client.SendAll(Encoding.Latin1.GetBytes(request));
        return Read(client);
    }

    private static Answer Read(Socket client)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)client.Take(1)[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> fields = lines[1..].Select(static line => line.Split(": ", 2)).ToDictionary(static field => field[0], static field => field[1]);
        byte[] body = client.Take(int.Parse(fields.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture));
        return new Answer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), Encoding.UTF8.GetString(body), fields);
    }

    private sealed record Answer(int Status, string Body, Dictionary<string, string> Fields)
    {
        internal string? this[string name] => Fields.GetValueOrDefault(name);
    }

    private sealed class Served : IAsyncDisposable
    {
        private readonly StaticFiles _files;

        internal Served(string folder, ServingOptions? options = null)
        {
            _files = new StaticFiles(folder);
            Running = new Running(_files.Serve, options);
        }

        internal Running Running { get; }

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            _files.Dispose();
        }
    }
}
