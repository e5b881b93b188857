using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>Files that are sent, awaited.</summary>
public sealed class AsyncSendFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _one;
    private readonly Socket _two;

    public AsyncSendFileTests() => (_one, _two) = Connected.Tcp();

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, null, "0123456789")]
    [InlineData(3, 4, "3456")]
    [InlineData(3, 0, "")]
    [InlineData(8, 100, "89")]
    [InlineData(500, null, "")]
    public async Task OffsetAndCount(long offset, int? count, string expected)
    {
        string path = _folder.Write("file", "0123456789");
        _one.Blocking = false;      // refused in the blocking form
        Assert.Equal(expected.Length, await _one.SendFileAsync(path, offset, count).InTime());
        _one.Shutdown(ShutdownHow.SHUT_WR);
        byte[] got = new byte[expected.Length];
        await _two.ReceiveExactlyAsync(got).InTime();
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(got));
        Assert.Equal(0, await _two.ReceiveAsync(new byte[1]).InTime());
    }

    [Fact]
    public async Task ALargeFile_ArrivesWhole()
    {
        byte[] data = Connected.Pattern(20_000_000);
        string path = _folder.Below("large");
        await File.WriteAllBytesAsync(path, data);
        Task<long> sending = _one.SendFileAsync(path).AsTask();
        Assert.False(sending.IsCompleted);
        byte[] got = new byte[data.Length];
        await _two.ReceiveExactlyAsync(got).InTime();
        Assert.Equal(data.Length, await sending.InTime());
        Assert.True(data.AsSpan().SequenceEqual(got));
    }

    [Fact]
    public async Task WhatTheKernelCannotSendFrom_IsCopied_AndAPipeIsRefused()
    {
        long sent = await _one.SendFileAsync("/proc/self/maps", count: 3000).InTime();
        byte[] got = new byte[3000];
        await _two.ReceiveExactlyAsync(got).InTime();
        Assert.Equal(3000, sent);
        Assert.Contains((byte)'\n', got);

        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var file = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        await Assert.ThrowsAsync<ArgumentException>(() => _one.SendFileAsync(file).InTime());
        (Socket datagrams, Socket other) = Connected.Udp();
        using (datagrams)
        using (other)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => datagrams.SendFileAsync("/proc/self/maps").InTime());
        }
    }
}
