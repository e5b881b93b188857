using System.Globalization;
using System.Text;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Clients.Urls;
using Sockeye.Clients.Urls.Saving;
using Sockeye.Wire;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>Url.Retrieve: whole or not there, resumed only where it is the same thing.</summary>
public sealed class RetrieveTests
{
    public static TheoryData<bool> Forms => Asking.Forms;

    private static async Task<UrlRetrieved> Fetch(bool blocking, string url, string path, UrlRetrieveOptions? options = null)
        => blocking ? Url.Retrieve(url, path, options) : await Url.RetrieveAsync(url, path, options);

    [NeedsTheory("nginx")]
    [MemberData(nameof(Forms))]
    public async Task AFile_IsThereWhenItIsWhole_WithItsDate_AndProgressIsTold(bool blocking)
    {
        using var server = new Nginx();
        using var folder = new TemporaryFolder();
        byte[] data = [.. Enumerable.Range(0, 1_000_000).Select(static i => (byte)(i * 7))];
        string source = Path.Combine(server.Files, "a.bin");
        File.WriteAllBytes(source, data);
        DateTime changed = new(2020, 2, 29, 12, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(source, changed);
        string path = folder.Write("a.bin", "old");
        var told = new List<UrlProgress>();

        UrlRetrieved fetched = await Fetch(blocking, $"http://{server.Authority}/a.bin", path, new UrlRetrieveOptions { Progress = new Told(told.Add) });
        Assert.Equal((path, 1_000_000, 0), (fetched.Path, fetched.Length, fetched.Resumed));
        Assert.Equal(data, File.ReadAllBytes(path));
        Assert.Equal(changed, File.GetLastWriteTimeUtc(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Equal(new UrlProgress(0, 1_000_000, 0), told[0]);
        Assert.Equal(new UrlProgress(1_000_000, 1_000_000, 0), told[^1]);
        Assert.Equal(told.OrderBy(static one => one.Done), told);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task HalfAFile_NeverHasTheName_AndIsResumedWhereItIsTheSame(bool blocking)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.txt", "old"), mark = "\"one\"";
        var ranges = new List<string?>();
        await using var server = new TalkingServer((head, _) =>
        {
            string? range = head.Split("\r\n").FirstOrDefault(static line => line.StartsWith("Range: ", StringComparison.Ordinal));
            ranges.Add(range);
            bool isSame = head.Contains("If-Range: \"one\"", StringComparison.Ordinal) && mark == "\"one\"";
            return range is null || !isSame
                ? $"HTTP/1.1 200 OK\r\nETag: {mark}\r\nConnection: close\r\nContent-Length: 10\r\n\r\n{(ranges.Count == 1 ? "01234" : "abcdefghij")}"
                : $"HTTP/1.1 206 Partial Content\r\nETag: {mark}\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789";
        });

        // Cut short: the server says ten and sends five; that it closes then is the end of the reading.
        await Assert.ThrowsAsync<ProtocolException>(() => Cut(blocking, server.Url(), path));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal("01234", File.ReadAllText(path + ".part"));

        UrlRetrieved fetched = await Fetch(blocking, server.Url(), path, new UrlRetrieveOptions { Resume = true });
        Assert.Equal((10, 5), (fetched.Length, fetched.Resumed));
        Assert.Equal("0123456789", File.ReadAllText(path));
        Assert.Equal([null, "Range: bytes=5-"], ranges);
        Assert.Equal([path], Directory.GetFiles(folder.Path));

        // The same once more, and meanwhile the thing is another.
        ranges.Clear();
        await Assert.ThrowsAsync<ProtocolException>(() => Cut(blocking, server.Url(), path));
        mark = "\"two\"";
        fetched = await Fetch(blocking, server.Url(), path, new UrlRetrieveOptions { Resume = true });
        Assert.Equal((10, 0), (fetched.Length, fetched.Resumed));
        Assert.Equal("abcdefghij", File.ReadAllText(path));
    }

    [Fact]
    public async Task WithoutAValidator_NothingIsLeftThatCouldBeTakenForTheSame()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Below("a.txt");
        await using var server = new TalkingServer((_, _) => "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01234");
        await Assert.ThrowsAsync<ProtocolException>(() => Cut(true, server.Url(), path));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ACancellation_LeavesAPartThatCanBeResumed(bool blocking)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Below("a.txt");
        await using var server = new TalkingServer((head, _) => head.Contains("Range: bytes=5-", StringComparison.Ordinal)
            ? "HTTP/1.1 206 Partial Content\r\nETag: \"x\"\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789"
            : "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 10\r\n\r\n01234");
        using var stop = new CancellationTokenSource();
        var options = new UrlRetrieveOptions { Progress = new Told(progress => { if (progress.Done == 5) { stop.CancelAfter(20); } }) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocking
            ? Task.Run(() => Url.Retrieve(server.Url(), path, options, stop.Token))
            : Url.RetrieveAsync(server.Url(), path, options, stop.Token));
        Assert.False(File.Exists(path));
        UrlRetrieved fetched = await Fetch(blocking, server.Url(), path, new UrlRetrieveOptions { Resume = true });
        Assert.Equal(5, fetched.Resumed);
        Assert.Equal("0123456789", File.ReadAllText(path));
    }

    [NeedsFact("nginx")]
    public async Task WhatNginxCutShort_IsResumedThere()
    {
        using var server = new Nginx();
        using var folder = new TemporaryFolder();
        string text = string.Concat(Enumerable.Range(0, 10_000).Select(static i => i.ToString(CultureInfo.InvariantCulture) + "\n"));
        File.WriteAllText(Path.Combine(server.Files, "a.txt"), text);
        string url = $"http://{server.Authority}/a.txt", path = folder.Below("a.txt");
        using (UrlAnswer answer = Url.Open(new UrlRequest(url) { Verb = UrlVerb.Head }))
        {
            File.WriteAllText(path + ".part", text[..1234]);
            File.WriteAllText(path + ".part.of", $"{PartFile.HashOf(Url.Parse(url))}\n{answer.Info.Validator}");
        }

        UrlRetrieved fetched = await Fetch(true, url, path, new UrlRetrieveOptions { Resume = true });
        Assert.Equal(1234, fetched.Resumed);
        Assert.Equal(text, File.ReadAllText(path));

        // All of it is there already, and only the name was missing.
        File.Move(path, path + ".part");
        File.WriteAllText(path + ".part.of", $"{PartFile.HashOf(Url.Parse(url))}\n{fetched.Info.Validator}");
        Assert.Equal(text.Length, (await Fetch(true, url, path, new UrlRetrieveOptions { Resume = true })).Length);
        Assert.Equal(text, File.ReadAllText(path));

        // The beginning of another URL is no beginning of this one, though their marks were the same.
        File.WriteAllText(path + ".part", "another");
        File.WriteAllText(path + ".part.of", $"{PartFile.HashOf(Url.Parse(url + "?another"))}\n{fetched.Info.Validator}");
        Assert.Equal(0, (await Fetch(true, url, path, new UrlRetrieveOptions { Resume = true })).Resumed);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public async Task APartOfAnotherUrl_GivesItsMarkToNobody()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Below("a.txt");
        await using var server = new TalkingServer((_, _) => "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01234");
        File.WriteAllText(path + ".part", "old");
        File.WriteAllText(path + ".part.of", $"{PartFile.HashOf(Url.Parse(server.Url("/another")))}\n\"x\"");
        using (var part = PartFile.Open(path, Url.Parse(server.Url()), resumes: true))
        {
            Assert.Equal((0, null), (part.Kept, part.Validator));
            part.Begin();
            Assert.Equal(0, part.Bytes.Length);
            Assert.Equal($"{PartFile.HashOf(Url.Parse(server.Url()))}\n", File.ReadAllText(path + ".part.of"));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task APartThatIsNotMarkedAnew_KeepsItsMark()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Below("a.txt");
        await using var server = new TalkingServer((head, _) => head.Contains("Range: bytes=2-", StringComparison.Ordinal)
            ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-9/10\r\nConnection: close\r\nContent-Length: 8\r\n\r\n234"
            : "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01");
        await Assert.ThrowsAsync<ProtocolException>(() => Cut(true, server.Url(), path));
        await Assert.ThrowsAsync<ProtocolException>(() => Fetch(true, server.Url(), path, new UrlRetrieveOptions { Resume = true }));
        Assert.Equal("01234", File.ReadAllText(path + ".part"));
        Assert.EndsWith("\n\"x\"", File.ReadAllText(path + ".part.of"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALinkIsNotFollowed_AndWhatSomebodyElseMadeStays()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Below("a.txt"), victim = folder.Write("victim", "precious");
        File.CreateSymbolicLink(path + ".part", victim);
        IOException link = await Assert.ThrowsAsync<IOException>(() => Fetch(true, "data:,x", path));
        Assert.Contains("is a link", link.Message, StringComparison.Ordinal);
        File.Delete(path + ".part");
        File.CreateSymbolicLink(path + ".part.of", victim);
        await Fetch(true, "data:,x", path);
        Assert.Equal("precious", File.ReadAllText(victim));

        File.WriteAllText(path + ".part", "of another program");
        IOException foreign = await Assert.ThrowsAsync<IOException>(() => Fetch(true, "data:,x", path));
        Assert.Contains("is not of an earlier fetch", foreign.Message, StringComparison.Ordinal);
        Assert.Equal("of another program", File.ReadAllText(path + ".part"));
    }

    [Fact]
    public async Task TheFileThatIsReplaced_LeavesItsPermissions()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.txt", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Fetch(true, "data:,x", path);
        Assert.Equal(("x", UnixFileMode.UserRead | UnixFileMode.UserWrite), (File.ReadAllText(path), File.GetUnixFileMode(path)));
    }

    [Fact]
    public async Task TwoFetchesToOneFile_DoNotMix_AndAFolderIsNoFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Below("a.txt");
        using (new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await Assert.ThrowsAsync<IOException>(() => Fetch(true, "data:,x", path));
        }

        await Assert.ThrowsAsync<IOException>(() => Fetch(true, "data:,x", folder.Path));
        Assert.Equal(1, (await Fetch(false, "data:,x", path)).Length);
        Assert.Equal("x", Encoding.UTF8.GetString(File.ReadAllBytes(path)));
    }

    private static Task<UrlRetrieved> Cut(bool blocking, string url, string path) => Fetch(blocking, url, path);

    private sealed class Told(Action<UrlProgress> to) : IProgress<UrlProgress>
    {
        public void Report(UrlProgress value) => to(value);
    }
}
