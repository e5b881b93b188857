using System.Net;
using Sockeye.Sockets;
using Sockeye.Wire.Frames;

namespace Sockeye.Servers.Tests;

/// <summary>Handlers and words that many tests share.</summary>
internal static class Scene
{
    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    internal static IPEndPoint Anywhere { get; } = new(IPAddress.Loopback, 0);

    internal static PrefixedFrames Prefixed { get; } = new(LengthPrefix.UInt32, maximum: 64 * 1024);

    internal static Task Echo(StreamRequest request) => request.Input.CopyToAsync(request.Output);

    /// <summary>Until the client closes, or the server stops.</summary>
    internal static async Task UntilStopped(StreamRequest request) => await request.Input.CopyToAsync(Stream.Null, request.Server.Stopping);

    /// <summary>For as long as the connection is open: it does not look whether the server stops.</summary>
    internal static Task Stay(StreamRequest request) => request.Input.CopyToAsync(Stream.Null);

    internal static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience);

    internal static Task InTime(this Task task) => task.WaitAsync(Patience);

    internal static Task InTime(this ValueTask task) => task.AsTask().WaitAsync(Patience);

    /// <summary>Runs blocking code on a thread of its own, so that the thread pool stays free.</summary>
    internal static Task<T> OnThread<T>(Func<T> code) => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    internal static void Ping(this Socket client)
    {
        byte[] sent = [1, 2, 3, 4];
        byte[] back = new byte[sent.Length];
        client.SendAll(sent);
        client.ReceiveExactly(back);
        Assert.Equal(sent, back);
    }

    /// <summary>Receives that many bytes.</summary>
    internal static byte[] Take(this Socket client, int count)
    {
        byte[] bytes = new byte[count];
        client.ReceiveExactly(bytes);
        return bytes;
    }

    /// <summary>The server has closed, in order.</summary>
    internal static void DemandEnd(this Socket client) => Assert.Empty(client.Receive(1));

    /// <summary>The server has thrown the client out.</summary>
    internal static void DemandReset(this Socket client) => Assert.Throws<ConnectionResetException>(() => client.Receive(1));
}
