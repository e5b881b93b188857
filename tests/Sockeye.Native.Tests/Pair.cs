using Sockeye.Native.Libc;

namespace Sockeye.Native.Tests;

/// <summary>A descriptor under test and the other end of it, which sees whether it is open.</summary>
internal sealed class Pair : IDisposable
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private readonly int _other;

    /// <param name="least">The number is at least this: so high that nothing else in the process is ever given it.</param>
    internal Pair(int least = 0)
    {
        Assert.False(SocketCalls.SocketPair(AF_UNIX, SOCK_STREAM, 0, out int number, out _other).Failed);
        Assert.False(DescriptorCalls.SetNonBlocking(_other, on: true).Failed);
        if (least > 0)
        {
            int high = TestCalls.DuplicateAtLeast(number, least);
            _ = DescriptorCalls.Close(number);
            number = high;
        }

        Number = number;
        Tested = Descriptor.Adopt(number);
    }

    internal int Number { get; }

    internal Descriptor Tested { get; set; }

    /// <summary>True once every copy of the tested end is closed or shut down: the other end reads the end of the stream.</summary>
    /// <remarks>Wait for it: a test that starts a process makes copies for the instant between fork and exec.</remarks>
    internal bool OtherSeesTheEnd
    {
        get
        {
            Span<byte> one = stackalloc byte[1];
            SysResult got = TransferCalls.Receive(_other, one, 0);
            return got is { Failed: false, Value: 0 } || got.Error == Errno.ECONNRESET;
        }
    }

    internal void SendFromOther() => Assert.Equal(1, TransferCalls.Send(_other, [1], 0).Value);

    public void Dispose()
    {
        Tested.Dispose();
        _ = DescriptorCalls.Close(_other);
    }
}
