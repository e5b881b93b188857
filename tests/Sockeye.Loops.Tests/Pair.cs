using Sockeye.Loops.Guarding;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Loops.Tests;

/// <summary>Two joined stream sockets; the first of them on a loop.</summary>
internal sealed class Pair : IDisposable
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;

    internal Pair(LoopGroup group, HandlerKind? handlers = null, Lane lane = Lane.Guarded)
    {
        Assert.False(SocketCalls.SocketPair(AF_UNIX, SOCK_STREAM, 0, out int first, out int second).Failed);
        Far = Descriptor.Adopt(second);
        SysResult opened = group.Next().Open(Descriptor.Adopt(first), new ChannelOptions { Handlers = handlers ?? group.Unnamed, Lane = lane }, out Channel channel);
        Assert.False(opened.Failed);
        Channel = channel;
    }

    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    internal Channel Channel { get; }

    internal Descriptor Far { get; }

    /// <summary>Has the near end readable.</summary>
    internal void Send(int count = 1) => Assert.Equal(count, (int)TransferCalls.Send(Far.Raw, new byte[count], 0).Value);

    /// <summary>Reads at the far end what is there.</summary>
    internal int ReceiveFar() => (int)Math.Max(0, TransferCalls.Receive(Far.Raw, new byte[1 << 20], 0x40).Value);

    public void Dispose()
    {
        Channel.Descriptor.Dispose();
        Far.Dispose();
    }
}
