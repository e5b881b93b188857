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

    private static async Task<string[]> DescriptorsOfAChild()
    {
        using Process child = Process.Start(new ProcessStartInfo("ls", ["/proc/self/fd"]) { RedirectStandardOutput = true })!;
        string listed = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return listed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
