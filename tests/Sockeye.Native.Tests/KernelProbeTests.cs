using System.Globalization;

namespace Sockeye.Native.Tests;

/// <summary>What the kernel allows, against another look at the same.</summary>
public sealed class KernelProbeTests
{
    [NeedsFact("python3")]
    public async Task AllowedProcessors_AreThoseOfPython()
    {
        string said = await new Command(Path.GetTempPath()).Succeed("/usr/bin/python3", "-c", "import os; print(*sorted(os.sched_getaffinity(0)))");
        Assert.Equal(said.Trim().Split(' ').Select(static word => int.Parse(word, CultureInfo.InvariantCulture)), KernelProbe.AllowedProcessors());
    }

    [NeedsFact("gcc")]
    public async Task ARing_IsThereWhereACProgramGetsOne_AndLeavesNoDescriptor()
    {
        const string Program =
            """
            #include <errno.h>
            #include <stdio.h>
            #include <unistd.h>
            #include <sys/syscall.h>
            int main(void) { char p[120] = {0}; printf("%d\n", syscall(SYS_io_uring_setup, 8, p) >= 0 ? 0 : errno); }
            """;
        using var folder = new TemporaryFolder();
        string source = folder.Below("ring.c");
        await File.WriteAllTextAsync(source, Program);
        var command = new Command(folder.Path);
        await command.Succeed("gcc", "-o", folder.Below("ring"), source);
        Assert.Equal(int.Parse(await command.Succeed(folder.Below("ring")), CultureInfo.InvariantCulture), (int)KernelProbe.TryRing());
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(static entry => new FileInfo(entry).LinkTarget), static target => target is "anon_inode:[io_uring]");
    }
}
