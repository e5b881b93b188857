using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Sockeye.House.Tests.Docs;

/// <summary>docs/python-map.md is whole and true: every name of the installed Python's socket module has a row, and every row leads somewhere.</summary>
public sealed partial class PythonMapTests
{
    private const string NamesOfPython = """
        import socket
        print('\n'.join(n for n in dir(socket) if not n.startswith('_')))
        print('\n'.join('socket.' + n for n in dir(socket.socket) if not n.startswith('_')))
        """;

    private static readonly PythonMap Map = new(File.ReadAllText(Path.Combine(Repository.Root, "docs", "python-map.md")));

    [Fact]
    public void EveryNameOfPython_HasARow()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", NamesOfPython]) { RedirectStandardOutput = true };
        using Process python = Process.Start(start) ?? throw new InvalidOperationException("install the Debian package python3");
        string[] names = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        python.WaitForExit();

        Assert.True(names.Length > 300, "Python named too few of its names to be believed");
        Assert.DoesNotContain(names, static name => !Map.Has(name));
    }

    [Fact]
    public void EveryRow_LeadsToAPublicNameAndATest() => Assert.Empty(Map.Wrong(OurNames(), TestClasses()));

    [Fact]
    public void AMissingRow_AWrongNameAndAnEmptyRow_AreSeen()
    {
        var map = new PythonMap("| `a` | `Socket` | `T` |\n| `b` | `Sokket` | `T` |\n| `c` | `Socket` | `U` |\n| `d` | something | |\n| `E_*` | not yet: later | |");
        Assert.True(map.Has("a"));
        Assert.True(map.Has("E_X"));
        Assert.False(map.Has("f"));
        Assert.Equal(3, map.Wrong(new HashSet<string> { "Socket" }, new HashSet<string> { "T" }).Count());
    }

    private static HashSet<string> OurNames()
    {
        var names = new HashSet<string>();
        foreach (Type type in new[] { typeof(Native.Errno), typeof(Sockets.Socket), typeof(Wire.Urls.Url) }.SelectMany(static type => type.Assembly.GetExportedTypes()))
        {
            names.Add(type.Name);
            names.UnionWith(type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance).Select(member => $"{type.Name}.{member.Name}"));
        }

        return names;
    }

    private static HashSet<string> TestClasses()
        => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static file => ClassNames().Matches(File.ReadAllText(file)))
            .Select(static match => match.Groups[1].Value)];

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex ClassNames();
}
