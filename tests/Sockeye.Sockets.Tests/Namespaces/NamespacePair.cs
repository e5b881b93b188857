using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.ExceptionServices;

namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>Two network namespaces, "near" and "far", joined by two virtual cables: two machines for the length of a test.</summary>
/// <remarks>
/// <para>A network namespace belongs to a thread, and a socket stays in the one that it was made in. So a socket is made by
/// <see cref="Near"/> or <see cref="Far"/> on a thread of its own that enters the namespace and ends, and is used from anywhere.</para>
/// <para>Cable 0 has 10.77.0.1 and .11, fd77::1 and ::11 at the near end, 10.77.0.2 and fd77::2 at the far one; cable 1 the same
/// with 78. There is no default route. Names carry our process number: what a killed run left behind, the next run removes.</para>
/// </remarks>
internal sealed class NamespacePair : IDisposable
{
    private const string Prefix = "sockeye-";
    private const string Folder = "/run/netns/";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly Lazy<string?> Obstacle = new(FindObstacle);
    private static int s_count;

    private readonly string _near;
    private readonly string _far;

    internal NamespacePair()
    {
        RemoveLeftOvers();
        string name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");
        (_near, _far) = (name + "-near", name + "-far");
        try
        {
            Ip("-batch -", $"""
                netns add {_near}
                netns add {_far}
                link add name cable0 netns {_near} type veth peer name cable0 netns {_far}
                link add name cable1 netns {_near} type veth peer name cable1 netns {_far}
                """);
            Configure(_near, host: "1", second: "11");
            Configure(_far, host: "2", second: "22");
            AwaitCables(_near);
            AwaitCables(_far);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why namespaces cannot be made here; null where they can. Asked once, by trying.</summary>
    internal static string? WhyNot => Obstacle.Value;

    internal static IPAddress NearAddress(Family family, int cable = 0) => Address(family, cable, "1");

    internal static IPAddress NearSecondAddress(Family family, int cable = 0) => Address(family, cable, "11");

    internal static IPAddress FarAddress(Family family, int cable = 0) => Address(family, cable, "2");

    /// <summary>Runs something in the near namespace.</summary>
    internal T Near<T>(Func<T> make) => In(_near, make);

    /// <summary>Runs something in the far namespace.</summary>
    internal T Far<T>(Func<T> make) => In(_far, make);

    /// <summary>ip(8) in the near namespace.</summary>
    internal void NearIp(string arguments) => Ip($"-n {_near} {arguments}");

    /// <summary>ip(8) in the far namespace.</summary>
    internal void FarIp(string arguments) => Ip($"-n {_far} {arguments}");

    /// <summary>Makes a namespace as a run that was then killed would have left it.</summary>
    internal static void AddNamespace(string rest) => Ip($"netns add {Prefix}{rest}");

    internal static bool Exists(string rest) => File.Exists(Folder + Prefix + rest);

    /// <summary>The far machine is gone: its cables are down, and no packet says so.</summary>
    internal void FarMachineGoes()
    {
        FarIp("link set cable0 down");
        FarIp("link set cable1 down");
    }

    public void Dispose()
    {
        foreach (string name in new[] { _near, _far })
        {
            _ = TryIp($"netns del {name}");
        }
    }

    private static IPAddress Address(Family family, int cable, string host)
        => IPAddress.Parse(family == Family.AF_INET6 ? $"fd{77 + cable}::{host}" : $"10.{77 + cable}.0.{host}");

    // No duplicate-address detection and no address of the link's own: all can be used at once.
    private static void Configure(string name, string host, string second)
    {
        var commands = new List<string> { "link set lo up" };
        for (int cable = 0; cable < 2; cable++)
        {
            int net = 77 + cable;
            commands.AddRange(
            [
                $"link set cable{cable} addrgenmode none",
                $"addr add 10.{net}.0.{host}/24 broadcast 10.{net}.0.255 dev cable{cable}",
                $"addr add 10.{net}.0.{second}/24 dev cable{cable}",
                $"addr add fd{net}::{host}/64 dev cable{cable} nodad",
                $"addr add fd{net}::{second}/64 dev cable{cable} nodad",
                $"link set cable{cable} up",
            ]);
        }

        commands.Add("route add 224.0.0.0/4 dev cable0");
        Ip($"-n {name} -batch -", string.Join('\n', commands));
    }

    // A cable carries only some time after its second end is up: until then the kernel throws away what is sent.
    // (The kernel itself looks only once a second; asking ip(8) without a pause would starve the other tests.)
    private static void AwaitCables(string name)
        => Eventually.True(
            () =>
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(20));
                (_, string links, _) = Run($"-n {name} -oneline link show type veth", "");
                return links.Split('\n').Count(static link => link.Contains("state UP", StringComparison.Ordinal) && !link.Contains("qdisc noop ", StringComparison.Ordinal)) == 2;
            },
            Limit);

    private static T In<T>(string name, Func<T> make)
    {
        T made = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                NamespaceCalls.Enter(Folder + name);
                made = make();
            }
            catch (Exception problem)
            {
                failure = ExceptionDispatchInfo.Capture(problem);
            }
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        Assert.True(thread.Join(Limit), $"nothing came out of namespace {name} in time");
        failure?.Throw();
        return made;
    }

    private static string? FindObstacle()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "network namespaces need root";
        }

        // The least that shows whether it is allowed. What goes wrong after that is a failed test and no reason to skip.
        string name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-trial");
        try
        {
            return TryIp($"netns add {name}") ?? TryIp($"-n {name} link add name cable0 type veth peer name cable1");
        }
        catch (Win32Exception)
        {
            return "network namespaces need ip(8), from the Debian package iproute2";
        }
        finally
        {
            if (File.Exists(Folder + name))
            {
                _ = TryIp($"netns del {name}");
            }
        }
    }

    private static void RemoveLeftOvers()
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        foreach (string name in Directory.EnumerateFileSystemEntries(Folder, Prefix + "*").Select(static path => Path.GetFileName(path)))
        {
            string process = name[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists("/proc/" + process))
            {
                _ = TryIp($"netns del {name}");
            }
        }
    }

    private static void Ip(string arguments, string input = "")
    {
        string? complaint = TryIp(arguments, input);
        if (complaint is not null)
        {
            throw new InvalidOperationException(complaint);
        }
    }

    private static string? TryIp(string arguments, string input = "")
    {
        (int code, _, string complaint) = Run(arguments, input);
        return code == 0 ? null : $"ip {arguments}: {complaint}";
    }

    private static (int Code, string Output, string Complaint) Run(string arguments, string input)
    {
        using Process ip = Process.Start(new ProcessStartInfo("ip", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (input.Length > 0)
        {
            ip.StandardInput.Write(input + "\n");
        }

        ip.StandardInput.Close();
        if (!ip.WaitForExit(Limit))
        {
            ip.Kill();
            return (-1, "", "no end in time");
        }

        return (ip.ExitCode, ip.StandardOutput.ReadToEnd(), ip.StandardError.ReadToEnd().Trim());
    }
}
