using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sockeye.House.Tests.Docs;

/// <summary>docs/python-map.md is whole and true: every name of the installed Python's socket, select, selectors, socketserver and http.client modules has a row, and every row leads somewhere.</summary>
public sealed partial class PythonMapTests
{
    private const string NamesOfPython = """
        import ftplib, http.client, io, select, selectors, socket, socketserver
        import urllib.error, urllib.request, urllib.response
        print('\n'.join(n for n in dir(socket) if not n.startswith('_')))
        print('\n'.join('socket.' + n for n in dir(socket.socket) if not n.startswith('_')))
        print('\n'.join('select.' + n for n in dir(select) if not n.startswith('_')))
        print('\n'.join('epoll.' + n for n in dir(select.epoll) if not n.startswith('_')))
        print('\n'.join('poll.' + n for n in dir(select.poll()) if not n.startswith('_')))
        print('\n'.join('selectors.' + n for n in dir(selectors) if n.startswith('EVENT_') or n.endswith(('Selector', 'SelectorKey')) and not n.startswith('_')))
        print('\n'.join('BaseSelector.' + n for n in dir(selectors.BaseSelector) if not n.startswith('_')))
        print('\n'.join('socketserver.' + n for n in socketserver.__all__))
        def members(one, base, name):
            print('\n'.join(name + '.' + n for n in dir(one) if not n.startswith('_') and not hasattr(base, n)))
        members(socketserver.TCPServer, object, 'BaseServer')
        members(socketserver.UDPServer, socketserver.TCPServer, 'UDPServer')
        members(socketserver.BaseRequestHandler, object, 'BaseRequestHandler')
        members(socketserver.StreamRequestHandler, socketserver.BaseRequestHandler, 'StreamRequestHandler')
        members(socketserver.DatagramRequestHandler, socketserver.BaseRequestHandler, 'DatagramRequestHandler')
        members(socketserver.ThreadingMixIn, socketserver.BaseServer, 'ThreadingMixIn')
        members(socketserver.ForkingMixIn, socketserver.BaseServer, 'ForkingMixIn')
        print('\n'.join('urllib.request.' + n for n in urllib.request.__all__))
        print('\n'.join('urllib.error.' + n for n in urllib.error.__all__))
        print('\n'.join('Request.' + n for n in {*dir(urllib.request.Request), *vars(urllib.request.Request('http://h/'))} if not n.startswith('_')))
        print('\n'.join('OpenerDirector.' + n for n in dir(urllib.request.OpenerDirector) if not n.startswith('_')))
        print('\n'.join('addinfourl.' + n for n in dir(urllib.response.addinfourl) if not n.startswith('_')))
        members(urllib.error.HTTPError, OSError, 'HTTPError')
        print('\n'.join('http.client.' + n for n in http.client.__all__))
        members(http.client.HTTPConnection, object, 'HTTPConnection')
        members(http.client.HTTPResponse, io.BufferedIOBase, 'HTTPResponse')
        print('\n'.join('ftplib.' + n for n in ftplib.__all__))
        members(ftplib.FTP, object, 'FTP')
        members(ftplib.FTP_TLS, ftplib.FTP, 'FTP_TLS')
        """;

    private static readonly PythonMap Map = new(File.ReadAllText(Path.Combine(Repository.Root, "docs", "python-map.md")));

    [NeedsFact("python3")]
    public void EveryNameOfPython_HasARow()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", NamesOfPython]) { RedirectStandardOutput = true };
        using Process python = Process.Start(start)!;
        string[] names = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        python.WaitForExit();

        Assert.True(names.Length > 300, "Python named too few of its names to be believed");
        Assert.DoesNotContain(names, static name => !Map.Has(name));
    }

    [Fact]
    public void EveryRow_LeadsToAPublicNameAndATest() => Assert.Empty(Map.Wrong(PublicNames.All, TestNames()));

    [Fact]
    public void AMissingRow_AWrongNameAndAnEmptyRow_AreSeen()
    {
        var map = new PythonMap("| `a` | `Socket` | `T` |\n| `b` | `Sokket` | `T` |\n| `c` | `Socket` | `U` |\n| `d` | something | |\n| `E_*` | not yet: later | |");
        Assert.True(map.Has("a"));
        Assert.True(map.Has("E_X"));
        Assert.False(map.Has("f"));
        Assert.Equal(3, map.Wrong(new HashSet<string> { "Socket" }, new HashSet<string> { "T" }).Count());
    }

    [Fact]
    public void TestsAreNamed_ByClass_AndByClassAndMethod()
    {
        const string Code = """
            public sealed class OneTests
            {
                [Fact]
                public void A_works() => B();
                private void B() { }
            }
            public sealed partial class TwoTests(Output output)
            {
                [NeedsTheory("gcc")]
                [InlineData("x")]    // a word
                public async Task C(string x) { }
            }
            """;
        Assert.Equal(["OneTests", "OneTests.A_works", "TwoTests", "TwoTests.C"], NamesIn(Code));
        Assert.Single(new PythonMap("| `a` | `Socket` | `OneTests.B` |").Wrong(new HashSet<string> { "Socket" }, NamesIn(Code).ToHashSet()));
    }

    private static HashSet<string> TestNames()
        => [.. Repository.Files(".cs", "tests").SelectMany(static file => NamesIn(Repository.Read(file)))];

    /// <summary>The test classes of a file, and their tests as Class.Method.</summary>
    private static IEnumerable<string> NamesIn(string code)
    {
        string inClass = "";
        foreach (Match match in ClassOrTest().Matches(code))
        {
            if (match.Groups["class"] is { Success: true } found)
            {
                yield return inClass = found.Value;
            }
            else
            {
                yield return $"{inClass}.{match.Groups["test"].Value}";
            }
        }
    }

    // A test is a public method after a [Fact] or [Theory] of any kind, with other attributes between.
    [GeneratedRegex(@"\bclass (?<class>\w+Tests)\b|^\s*\[\w*(Fact|Theory)\b.*\n(\s*(\[|//).*\n)*\s*public (async )?(void|Task) (?<test>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex ClassOrTest();
}
