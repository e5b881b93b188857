using System.Globalization;
using Sockeye.Native;

namespace Sockeye.Cli.Probing;

/// <summary>What this process is given: kernel, processors, limits.</summary>
internal static class ProcessProbes
{
    // A connection takes a descriptor, and a server of some thousands wants room beside them.
    private const long EnoughDescriptors = 4096;

    // Old kernels count rings as locked memory, and zero-copy sends pin what they send.
    private const long EnoughLockedMemory = 1024 * 1024;

    internal static ProbeRow Kernel(string name)
        => new(name, Verdict.Yes, $"{SystemFile.Setting("kernel.ostype")} {SystemFile.Setting("kernel.osrelease")}, {System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}");

    internal static ProbeRow Processors(string name)
    {
        IReadOnlyList<int> allowed = KernelProbe.AllowedProcessors();
        int online = SystemFile.Read("/sys/devices/system/cpu/online") is string list ? CountOf(list) : allowed.Count;
        string value = Text($"{allowed.Count} of {online}: {Ranges(allowed)}");
        return allowed.Count == 0 ? new(name, Verdict.No, null, "the kernel does not say (sched_getaffinity): a filter may forbid it")
            : allowed.Count < online ? new(name, Verdict.Partly, value, "this process is kept to some of them: taskset -p shows it, and a container's cpuset does it")
            : Environment.ProcessorCount < allowed.Count ? new(name, Verdict.Partly, value, Text($"of their time .NET counts {Environment.ProcessorCount}: a container's quota (cpu.max) or DOTNET_PROCESSOR_COUNT says so"))
            : new(name, Verdict.Yes, value);
    }

    internal static ProbeRow Descriptors(string name)
    {
        if (SystemFile.Limit("Max open files") is not (long soft, var hard))
        {
            return new(name, Verdict.No, null, "/proc/self/limits cannot be read");
        }

        string value = Text($"{soft}");
        return soft >= EnoughDescriptors
            ? new(name, Verdict.Yes, value)
            : new(name, Verdict.Partly, value, Text($"each connection takes one, and the hard limit is {hard}: ulimit -Hn as root, LimitNOFILE= of systemd, or --ulimit nofile= of a container"));
    }

    internal static ProbeRow LockedMemory(string name)
    {
        if (SystemFile.Limit("Max locked memory") is not (var soft, _))
        {
            return new(name, Verdict.No, null, "/proc/self/limits cannot be read");
        }

        return soft is null ? new(name, Verdict.Yes, "unlimited")
            : soft >= EnoughLockedMemory ? new(name, Verdict.Yes, Text($"{soft} bytes"))
            : new(name, Verdict.Partly, Text($"{soft} bytes"), "little for rings on old kernels and for MSG_ZEROCOPY: ulimit -l, LimitMEMLOCK= of systemd, or --ulimit memlock= of a container");
    }

    // 0-3,8
    private static int CountOf(string ranges)
        => ranges.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries).Sum(static range => range.Split('-') is [string first, string last]
            ? int.Parse(last, CultureInfo.InvariantCulture) - int.Parse(first, CultureInfo.InvariantCulture) + 1
            : 1);

    private static string Ranges(IReadOnlyList<int> rising)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (int one in rising)
        {
            if (ranges.Count > 0 && ranges[^1].Last == one - 1)
            {
                ranges[^1] = (ranges[^1].First, one);
            }
            else
            {
                ranges.Add((one, one));
            }
        }

        return string.Join(',', ranges.Select(static range => range.First == range.Last ? Text($"{range.First}") : Text($"{range.First}-{range.Last}")));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
