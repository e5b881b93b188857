using System.Runtime.InteropServices;
using Sockeye.Native.Libc;

namespace Sockeye.Native.Tests.Headers;

/// <summary>The numbers of calls that go by syscall(2), against the headers of both architectures.</summary>
public sealed class SystemCallNumberTests
{
    [NeedsFact("gcc")]
    public async Task Numbers_AreThoseOfTheHeaders()
    {
        Assert.Equal(TransferCalls.NumbersOn(RuntimeInformation.ProcessArchitecture), await Said("sys/syscall.h", "SYS_sendto", "SYS_recvfrom"));
        Assert.Equal(TransferCalls.NumbersOn(Architecture.Arm64), await Said("asm-generic/unistd.h", "__NR_sendto", "__NR_recvfrom"));
    }

    private static async Task<(nint SendTo, nint ReceiveFrom)> Said(string header, string sendTo, string receiveFrom)
    {
        using var folder = new TemporaryFolder();
        string source = folder.Below("numbers.c");
        await File.WriteAllTextAsync(source, $$"""
            #include <{{header}}>
            #include <stdio.h>
            int main(void) { printf("%d %d\n", {{sendTo}}, {{receiveFrom}}); }
            """);
        var command = new Command(folder.Path);
        await command.Succeed("gcc", "-o", folder.Below("numbers"), source);
        int[] said = [.. (await command.Succeed(folder.Below("numbers"))).Split(' ').Select(int.Parse)];
        return (said[0], said[1]);
    }
}
