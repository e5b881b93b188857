using System.Text;
using Sockeye.Cli.Tests.Running;
using Sockeye.Clients.Urls;
using Sockeye.Wire;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Tests.Urls;

/// <summary>file: and data: URLs, and openers with handlers of their own.</summary>
public sealed class LocalUrlTests
{
    public static TheoryData<bool> Forms => Asking.Forms;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AFile_IsReadByItsFullPath(bool blocking)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a b/ü?.html", "hello");
        foreach (string written in new[] { "file://" + Percent.Encode(path), "file://localhost" + Percent.Encode(path), "file:" + Percent.Encode(path), "FILE://" + Percent.Encode(path) })
        {
            UrlAnswer answer = await Asking.Open(blocking, written);
            Assert.Equal((5, "text/html; charset=utf-8"), (answer.Info.Length, answer.Info.Type));
            Assert.Equal(File.GetLastWriteTimeUtc(path), answer.Info.LastModified!.Value.UtcDateTime);
            Assert.Equal("hello", await Asking.Text(blocking, answer));
        }

        UrlAnswer rest = await Asking.Open(blocking, new UrlRequest("file://" + Percent.Encode(path)) { Offset = 3 });
        Assert.Equal(3, rest.Offset);
        Assert.Equal("lo", await Asking.Text(blocking, rest));
        UrlAnswer whole = await Asking.Open(blocking, new UrlRequest("file://" + Percent.Encode(path)) { Offset = 3, Validator = "another" });
        Assert.Equal(0, whole.Offset);
        Assert.Equal("hello", await Asking.Text(blocking, whole));
        Assert.Equal("", await Asking.Text(blocking, new UrlRequest("file://" + Percent.Encode(path)) { Verb = UrlVerb.Head }));
    }

    [Fact]
    public void APipeThatNobodyWritesTo_IsNotWaitedFor_AndAFileOfProcHasNoLength()
    {
        using var folder = new TemporaryFolder();
        string pipe = folder.Below("pipe");
        using (var made = Peer.Start("mkfifo", pipe))
        {
            Assert.Equal(0, made.End().ExitCode);
        }

        foreach (string path in new[] { pipe, "/dev/zero" })
        {
            Assert.Contains("no regular file", Assert.Throws<UrlException>(() => Url.Open("file://" + path)).Message, StringComparison.Ordinal);
        }

        using UrlAnswer proc = Url.Open("file:///proc/self/status");
        Assert.Null(proc.Info.Length);
        Assert.Contains("Name:", Encoding.UTF8.GetString(proc.ReadAll()), StringComparison.Ordinal);
        using UrlAnswer empty = Url.Open("file://" + folder.Write("empty", ""));
        Assert.Equal(0, empty.Info.Length);
    }

    [Theory]
    [InlineData("file:///no/such/file", "there is no such file")]
    [InlineData("file:///etc", "it is a folder, and folders are not listed")]
    [InlineData("file://example.org/etc/hosts", "there is no file on 'example.org'")]
    [InlineData("file:etc/hosts", "full path")]
    [InlineData("file:///etc/hosts?x", "a question mark in a name is %3F")]
    [InlineData("file:///etc/hosts%00.txt", "no name has a NUL in it")]
    [InlineData("file:///%ff", "its path is no UTF-8")]
    [InlineData("data:hello", "the comma is missing")]
    [InlineData("data:;base64,!!!", "no base64")]
    [InlineData("telnet://h/", "there is no handler for 'telnet'")]
    [InlineData("/etc/hosts", "it has no scheme")]
    public async Task WhatIsNoGood_IsRefusedWithTheReason(string url, string reason)
    {
        foreach (bool blocking in new[] { true, false })
        {
            UrlException no = await Assert.ThrowsAsync<UrlException>(() => Asking.Open(blocking, url));
            Assert.Contains(reason, no.Message, StringComparison.Ordinal);
            Assert.Equal(0, no.Status);
        }
    }

    [Theory]
    [InlineData("data:,hello%20you", "text/plain;charset=US-ASCII", "hello you")]
    [InlineData("data:text/html,%3Cp%3E?a", "text/html", "<p>?a")]
    [InlineData("data:;charset=utf-8,%C3%BC", "text/plain;charset=utf-8", "ü")]
    [InlineData("data:text/plain;base64,aGVsbG8=", "text/plain", "hello")]
    [InlineData("data:text/plain;BASE64,aGVs%0AbG8", "text/plain", "hello")]
    public async Task Data_IsInTheUrl(string url, string type, string text)
    {
        UrlAnswer answer = await Asking.Open(true, url);
        Assert.Equal(type, answer.Info.Type);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), answer.Info.Length);
        Assert.Equal(text, await Asking.Text(true, answer));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AHandlerOfYourOwn_GoesBeforeTheUsualOnes(bool blocking)
    {
        var opener = new UrlOpener(new UrlOpenerOptions { Handlers = new Dictionary<string, IUrlHandler?> { ["Shout"] = new Shouting(), ["data"] = null } });
        var request = new UrlRequest("SHOUT:hello") { Limits = new UrlLimits { Body = 5 } };
        Assert.Equal("HELLO", await Asking.Text(blocking, blocking ? opener.Open(request) : await opener.OpenAsync(request)));
        Assert.Throws<UrlException>(() => opener.Open(new UrlRequest("data:,x")));
        UrlAnswer more = opener.Open(request with { Url = Url.Parse("shout:hellos") });
        ProtocolException much = await Assert.ThrowsAsync<ProtocolException>(() => Asking.Text(blocking, more));
        Assert.Equal(ProtocolError.TooLarge, much.Kind);
        Assert.Contains("http", UrlOpener.Default.Handlers.Keys);
    }

    [Fact]
    public void AnError_ShowsNeitherUserNorControls()
    {
        var no = new UrlException(Url.Parse("ftp://anna:secret@h:2121/x?y#z"), 550, "no\r\n\e[31m");
        Assert.Equal("ftp://h:2121/x?y: 550 no???[31m", no.Message);
        Assert.Equal("ftp://h:2121/x?y", no.Url.ToString());
        Assert.Equal("Get http://h/", new UrlRequest("http://anna:secret@h/").ToString());
    }

    private sealed class Shouting : IUrlHandler
    {
        public UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default)
            => new(request.Url, new MemoryStream(Encoding.UTF8.GetBytes(request.Url.Path.ToUpperInvariant())));

        public Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default) => Task.FromResult(Open(request, cancellation));
    }
}
