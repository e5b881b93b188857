using System.Diagnostics;

namespace Sockeye.Sockets.Tests;

/// <summary>What another program gets of our descriptors: nothing, unless it is meant.</summary>
public sealed class DescriptorFlagTests
{
    [Fact]
    public async Task ANewSocket_IsNotInherited_AndAnInheritableOneIs()
    {
        (Socket kept, Socket given) = Socket.SocketPair();
        using (kept)
        using (given)
        {
            Assert.False(kept.Inheritable);
            given.Inheritable = true;
            Assert.True(given.Inheritable);

            string[] seen = await DescriptorsOfAChild();
            Assert.Contains($"{given.Descriptor.Number}", seen);
            Assert.DoesNotContain($"{kept.Descriptor.Number}", seen);

            given.Inheritable = false;
            Assert.DoesNotContain($"{given.Descriptor.Number}", await DescriptorsOfAChild());
        }
    }

    [Fact]
    public void NonBlockingDescriptor_FollowsTheFirstTimeout_AndCanBeTakenOff()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            Assert.False(one.NonBlockingDescriptor);
            two.SendAll("ab"u8);
            one.Timeout = Connected.Patience;
            Assert.Equal("a"u8.ToArray(), one.Receive(1));
            Assert.True(one.NonBlockingDescriptor);

            one.Timeout = null;
            one.NonBlockingDescriptor = false;
            using Socket copy = one.Duplicate();
            Assert.False(copy.NonBlockingDescriptor);
            Assert.Equal("b"u8.ToArray(), one.Receive(1));
            Assert.False(one.NonBlockingDescriptor);
        }
    }

    [Fact]
    public void NonBlockingDescriptor_TakenOffUnderATimeout_IsSetAgainByTheNextVerb()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            one.Timeout = TimeSpan.FromMilliseconds(1);
            one.NonBlockingDescriptor = true;
            one.NonBlockingDescriptor = false;
            Assert.Throws<SocketTimeoutException>(() => one.Receive(1));
        }
    }

    [Fact]
    public void NonBlockingDescriptor_OfAClosedSocket_Throws()
    {
        var socket = new Socket();
        socket.Dispose();
        Assert.Throws<ObjectDisposedException>(() => socket.NonBlockingDescriptor);
        Assert.Throws<ObjectDisposedException>(() => socket.NonBlockingDescriptor = true);
    }

    private static async Task<string[]> DescriptorsOfAChild()
    {
        using Process child = Process.Start(new ProcessStartInfo("ls", ["/proc/self/fd"]) { RedirectStandardOutput = true })!;
        string listed = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return listed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
