using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.Sockets.Tests;

/// <summary>sendfile(2), its offsets and counts, what it cannot read from, and its ends.</summary>
public sealed class SendFileTests : IDisposable
{
    private readonly string _path = Connected.FreshPath;
    private readonly Socket _one;
    private readonly Socket _two;

    public SendFileTests() => (_one, _two) = Connected.Tcp();

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        File.Delete(_path);
    }

    [Theory]
    [InlineData(0, null, "0123456789")]
    [InlineData(3, null, "3456789")]
    [InlineData(3, 4, "3456")]
    [InlineData(3, 0, "")]
    [InlineData(8, 100, "89")]
    [InlineData(10, null, "")]
    [InlineData(500, null, "")]
    public void OffsetAndCount(long offset, int? count, string expected)
    {
        File.WriteAllText(_path, "0123456789");
        using SafeFileHandle file = File.OpenHandle(_path);
        Assert.Equal(expected.Length, _one.SendFile(file, offset, count));
        _one.Shutdown(ShutdownHow.SHUT_WR);
        byte[] got = new byte[expected.Length];
        _two.ReceiveExactly(got);
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(got));
        Assert.Empty(_two.Receive(1));
    }

    [Fact]
    public void Empty_AndSparseFarBehind()
    {
        File.WriteAllBytes(_path, []);
        Assert.Equal(0, _one.SendFile(_path));
        const long Far = 5L * 1024 * 1024 * 1024;
        using (FileStream sparse = File.OpenWrite(_path))
        {
            sparse.Position = Far;
            sparse.Write("far away"u8);
        }

        Assert.Equal(8, _one.SendFile(_path, Far));
        Assert.Equal(3, _one.SendFile(_path, Far - 1, 3));
        byte[] got = new byte[11];
        _two.ReceiveExactly(got);
        Assert.Equal("far away\0fa"u8.ToArray(), got);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Big_ByteForByte(bool withTimeout)
    {
        byte[] data = Connected.Pattern(10_000_000);
        File.WriteAllBytes(_path, data);
        _one.Timeout = withTimeout ? Connected.Patience : null;
        long sent = 0;
        var call = new BlockedCall(() => sent = _one.SendFile(_path));
        byte[] got = new byte[data.Length];
        _two.ReceiveExactly(got);
        Assert.Null(call.End());
        Assert.Equal(data.Length, sent);
        Assert.True(data.AsSpan().SequenceEqual(got));
    }

    [Fact]
    public void FromProc_ByHand_AndNotFromAPipe()
    {
        long sent = _one.SendFile("/proc/self/limits");
        byte[] got = new byte[sent];
        _two.ReceiveExactly(got);
        Assert.StartsWith("Limit", System.Text.Encoding.ASCII.GetString(got), StringComparison.Ordinal);

        using Process mkfifo = Process.Start("mkfifo", [_path]);
        mkfifo.WaitForExit();
        using FileStream pipe = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);    // both ends: opening does not wait
        pipe.Write("through a pipe"u8);
        Assert.Contains("a pipe has no offset", Assert.Throws<ArgumentException>(() => _one.SendFile(pipe.SafeFileHandle, 0, 14)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PeerGoneInTheMiddle_SaysHowMuchWent(bool withTimeout)
    {
        File.WriteAllBytes(_path, new byte[50_000_000]);
        _one.Timeout = withTimeout ? Connected.Patience : null;
        BlockedCall call = new BlockedCall(() => _one.SendFile(_path)).UntilAsleepIn(_one);
        _two.Dispose();
        var failure = Assert.IsAssignableFrom<SocketFaultException>(call.End());
        Assert.True(failure is ConnectionResetException or BrokenPipeException, failure.Message);
        Assert.InRange(failure.BytesTransferred, 1, 49_999_999);
        Assert.Equal("sendfile", failure.Operation);
    }

    [Fact]
    public void ReaderThatStops_TimesOutForTheWhole()
    {
        File.WriteAllBytes(_path, new byte[50_000_000]);
        _one.Timeout = TimeSpan.FromMilliseconds(50);
        Assert.InRange(Assert.Throws<SocketTimeoutException>(() => _one.SendFile(_path)).BytesTransferred, 1, 49_999_999);
        using SafeFileHandle endless = File.OpenHandle("/dev/zero");
        Assert.Throws<SocketTimeoutException>(() => _one.SendFile(endless));
    }

    [Fact]
    public void WhatCannotBe_IsRefused()
    {
        File.WriteAllText(_path, "x");
        using SafeFileHandle file = File.OpenHandle(_path);
        using var unconnected = new Socket();
        Assert.IsAssignableFrom<SocketFaultException>(Record.Exception(() => unconnected.SendFile(file)));
        using var datagrams = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        Assert.Throws<InvalidOperationException>(() => datagrams.SendFile(file));
        Assert.Throws<ArgumentOutOfRangeException>(() => _one.SendFile(file, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _one.SendFile(file, 0, -1));
        Assert.Throws<IOException>(() => _one.SendFile(file, long.MaxValue));
        Assert.Throws<FileNotFoundException>(() => _one.SendFile(_path + ".none"));
        _one.Blocking = false;
        Assert.Throws<InvalidOperationException>(() => _one.SendFile(file));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _two.SendFile(file));
    }
}
