using Sockeye.Cli.Tests.Running;
using Sockeye.Clients.Urls;
using Sockeye.Sockets;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>Url.Retrieve where something is in its place already.</summary>
public sealed class RetrieveIntoTests
{
    public static TheoryData<bool> Forms => Asking.Forms;

    private static async Task<UrlRetrieved> Fetch(bool blocking, string url, string path)
        => blocking ? Url.Retrieve(url, path) : await Url.RetrieveAsync(url, path);

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task APipe_GetsTheBytes_AndStaysAPipe(bool blocking)
    {
        using var folder = new TemporaryFolder();
        string pipe = folder.Below("pipe");
        using (var made = Peer.Start("mkfifo", pipe))
        {
            Assert.Equal(0, made.End().ExitCode);
        }

        Task<string> reading = Task.Run(() => File.ReadAllText(pipe));
        UrlRetrieved fetched = await Task.Run(() => Fetch(blocking, "data:,hello", pipe));
        Assert.Equal(5, fetched.Length);
        Assert.Equal("hello", await reading);
        Assert.Equal([pipe], Directory.GetFiles(folder.Path));
        Task<string> again = Task.Run(() => File.ReadAllText(pipe));        // it would not wait at a file
        await Fetch(blocking, "data:,again", pipe);
        Assert.Equal("again", await again);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ALink_Stays_AndWhatItLeadsToIsReplaced(bool blocking)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("file", "old"), link = folder.Below("link");
        File.CreateSymbolicLink(link, file);
        await Fetch(blocking, "data:,new", link);
        Assert.Equal("new", File.ReadAllText(file));
        Assert.Equal(file, new FileInfo(link).LinkTarget);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task WhatAnEarlierFetchHasLeft_StaysUntilThereIsAnAnswer(bool blocking)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Below("a.txt");
        await using (var server = new TalkingServer((_, _) => "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01234"))
        {
            await Assert.ThrowsAnyAsync<IOException>(() => Fetch(blocking, server.Url(), path));
        }

        Assert.Equal("01234", File.ReadAllText(path + ".part"));
        await Assert.ThrowsAsync<ConnectionRefusedException>(() => Fetch(blocking, "http://127.0.0.1:1/a.txt", path));
        Assert.Equal("01234", File.ReadAllText(path + ".part"));
        Assert.True(File.Exists(path + ".part.of"));
    }
}
