namespace Sockeye.Tests;

/// <summary>What this machine has of what tests need and Sockeye does not bring.</summary>
internal static class Machine
{
    /// <summary>Not a program: the address ::1.</summary>
    internal const string Loopback6 = "::1";

    /// <summary>A Debian package, and the command or file that shows it is there. The same as in eng/debian-packages.sh.</summary>
    internal sealed record Package(string Name, string Shown);

    private static readonly Dictionary<string, Package[]> s_packages = new()
    {
        ["gcc"] = [new("gcc", "gcc"), new("libc6-dev", "/usr/include/stdio.h")],
        ["musl-gcc"] = [new("musl-tools", "musl-gcc")],
        ["aarch64-linux-gnu-gcc"] =
        [
            new("gcc-aarch64-linux-gnu", "aarch64-linux-gnu-gcc"), new("libc6-dev-arm64-cross", "/usr/aarch64-linux-gnu/include/stdio.h"),
        ],
        ["python3"] = [new("python3", "/usr/bin/python3")],
        ["test_socket"] = [new("libpython3.11-testsuite", "/usr/lib/python3.11/test/test_socket.py")],
        ["ncat"] = [new("ncat", "/usr/bin/ncat")],
        ["socat"] = [new("socat", "/usr/bin/socat")],
        ["curl"] = [new("curl", "curl")],
        ["openssl"] = [new("openssl", "openssl")],
        ["haproxy"] = [new("haproxy", "haproxy")],
        ["nginx"] = [new("nginx-light", "nginx")],
        ["aiosmtpd"] = [new("python3-aiosmtpd", "/usr/lib/python3/dist-packages/aiosmtpd/__init__.py")],
        ["postfix"] = [new("postfix", "postfix")],
        ["microsocks"] = [new("microsocks", "microsocks")],
        ["tinyproxy"] = [new("tinyproxy", "tinyproxy")],
        ["tshark"] = [new("tshark", "tshark")],
        ["vsftpd"] = [new("vsftpd", "vsftpd")],
        ["pyftpdlib"] = [new("python3-pyftpdlib", "/usr/lib/python3/dist-packages/pyftpdlib/__init__.py")],
        ["pyopenssl"] = [new("python3-openssl", "/usr/lib/python3/dist-packages/OpenSSL/__init__.py")],
        ["gophernicus"] = [new("gophernicus", "gophernicus")],
        ["pygopherd"] = [new("pygopherd", "pygopherd")],
        ["ip"] = [new("iproute2", "ip")],
        ["unshare"] = [new("util-linux", "unshare")],
        ["setpriv"] = [new("util-linux", "setpriv")],
        ["nsenter"] = [new("util-linux", "nsenter")],
        ["dnsmasq"] = [new("dnsmasq-base", "dnsmasq")],
        ["prlimit"] = [new("util-linux", "prlimit")],
        ["taskset"] = [new("util-linux", "taskset")],
    };

    internal static IEnumerable<Package> Packages => s_packages.Values.SelectMany(static packages => packages);

    /// <summary>Why a test that needs these cannot run, and what to install; null where it can.</summary>
    internal static string? WhyNot(params string[] needs) => WhyNot(needs, IsThere);

    /// <summary>The same on a machine that has what <paramref name="isThere"/> says.</summary>
    internal static string? WhyNot(string[] needs, Func<string, bool> isThere)
    {
        foreach (string need in needs)
        {
            if (need == Loopback6)
            {
                if (!isThere(need))
                {
                    return "there is no IPv6 on loopback: sysctl net.ipv6.conf.lo.disable_ipv6=0";
                }

                continue;
            }

            if (Array.Find(s_packages[need], package => !isThere(package.Shown)) is { } missing)
            {
                return $"{missing.Shown} is missing: apt-get install {missing.Name}";
            }
        }

        return null;
    }

    private static bool IsThere(string what)
    {
        if (what == Loopback6)
        {
            const string Addresses = "/proc/net/if_inet6";
            return File.Exists(Addresses) && File.ReadAllText(Addresses).Contains("00000000000000000000000000000001 ", StringComparison.Ordinal);
        }

        string path = (Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/sbin:/sbin";
        return what[0] == '/' ? File.Exists(what) : path.Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, what)));
    }
}
