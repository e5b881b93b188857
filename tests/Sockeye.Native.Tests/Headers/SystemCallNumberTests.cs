using System.Runtime.InteropServices;
using Sockeye.Native.Libc;

namespace Sockeye.Native.Tests.Headers;

/// <summary>The numbers of calls that go by syscall(2), against the headers of both architectures.</summary>
public sealed class SystemCallNumberTests
{
    [NeedsFact("gcc")]
    public async Task Numbers_AreThoseOfTheHeaders()
    {
        Assert.Equal(Ours(RuntimeInformation.ProcessArchitecture), await Said("sys/syscall.h", "SYS_sendto", "SYS_recvfrom", "SYS_statx"));
        Assert.Equal(Ours(Architecture.Arm64), await Said("asm-generic/unistd.h", "__NR_sendto", "__NR_recvfrom", "__NR_statx"));
    }

    private static nint[] Ours(Architecture architecture)
    {
        (nint sendTo, nint receiveFrom) = TransferCalls.NumbersOn(architecture);
        return [sendTo, receiveFrom, FileCalls.StatusNumberOn(architecture)];
    }

    private static async Task<nint[]> Said(string header, params string[] names)
    {
        using var folder = new TemporaryFolder();
        string source = folder.Below("numbers.c");
        await File.WriteAllTextAsync(source, $$"""
            #include <{{header}}>
            #include <stdio.h>
            int main(void) { printf("{{string.Join(' ', names.Select(static _ => "%d"))}}\n", {{string.Join(", ", names)}}); }
            """);
        var command = new Command(folder.Path);
        await command.Succeed("gcc", "-o", folder.Below("numbers"), source);
        return [.. (await command.Succeed(folder.Below("numbers"))).Split(' ').Select(nint.Parse)];
    }
}
