using Xunit.Abstractions;

namespace Sockeye.House.Tests.Commands;

/// <summary>conformance/run: Python's own tests over Sockeye. They look at the clock, so nothing else runs beside them.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Slow")]
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private readonly Command _root = new(Repository.Root) { Environment = { ["SOCKEYE_BUILT"] = "1" } };

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    [NeedsFact("test_socket")]
    public async Task What_stock_Python_passes_passes_over_Sockeye()
    {
        Ended ended = await _root.Run(Repository.Full("conformance/run"));
        output.WriteLine(ended.ToString());
        Assert.True(ended.ExitCode == 0, ended.ToString());
        foreach (string total in new[] { "behaviour", "library", "selectors", "select+poll+epoll", "eintr", "timeout", "socketserver" })
        {
            string line = Assert.Single(ended.Output.Split('\n'), line => line.StartsWith(total + " ", StringComparison.Ordinal));
            Assert.NotEqual("0/0", line[(total.Length + 1)..]);
        }
    }

    [NeedsFact("test_socket")]
    public async Task A_test_that_does_not_pass_is_told_with_its_trace_and_ends_badly()
    {
        using var folder = new TemporaryFolder();
        string json = folder.Below("rows.json");
        string tests = Path.Combine(folder.Path, "test_wrong.py");
        await File.WriteAllTextAsync(tests, """
            import os, signal, socket, unittest
            class Wrong(unittest.TestCase):
                def test_1_pass(self): socket.socket().close()
                def test_2_fail(self): self.assertEqual(socket.htons(1), 1)
                def test_3_crash(self): os.kill(os.getpid(), signal.SIGKILL)
                def test_4_after(self): socket.socket().close()
                @unittest.skip("not here")
                def test_5_skip(self): pass
                def test_6_stock_is_not_to_be_had(self):
                    import importlib, sys
                    for name in ("_socket", "select"):
                        kept = sys.modules.pop(name)
                        with self.assertRaises(ImportError): importlib.import_module(name)
                        sys.modules[name] = kept
            """);
        _root.Environment["PYTHONPATH"] = folder.Path;
        Ended ended = await _root.Run(Repository.Full("conformance/run"), "./test_wrong", "--json", json);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("FAIL test_wrong.Wrong.test_2_fail", ended.Output, StringComparison.Ordinal);
        Assert.Contains("AssertionError: 256 != 1", ended.Output, StringComparison.Ordinal);
        Assert.Contains("ERROR test_wrong.Wrong.test_3_crash\nthe process ended with -9", ended.Output, StringComparison.Ordinal);
        Assert.Contains("skip test_wrong.Wrong.test_5_skip: not here", ended.Output, StringComparison.Ordinal);
        Assert.Contains("test_wrong: 3 pass (2 with calls to Sockeye), 1 skipped, 2 failed", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\"calls\"", await File.ReadAllTextAsync(json), StringComparison.Ordinal);
    }

    [NeedsTheory("test_socket")]
    [InlineData("./test_bad_input", "--stock")]
    [InlineData("./test_bad_input")]
    public async Task Bad_input_is_answered_as_stock_Python_answers_it(params string[] arguments)
    {
        Ended ended = await _root.Run(Repository.Full("conformance/run"), arguments);
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Contains("19 pass", ended.Output, StringComparison.Ordinal);
    }

    [NeedsTheory("test_socket")]
    [InlineData("2", 0)]
    [InlineData("1", 1)]
    public async Task At_level_2_the_files_and_functions_are_Sockeyes(string level, int exitCode)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "test_level.py"), """
            import io, selectors, socket, unittest
            class Level(unittest.TestCase):
                def test_who_answers(self):
                    one, other = socket.socketpair()
                    with one, other, one.makefile('rb') as data, other.makefile('w') as text:
                        text.write('text'); text.flush()
                        self.assertEqual(data.read(4), b'text')
                        self.assertNotIsInstance(data, io.BufferedReader)
                        self.assertNotIsInstance(text, io.TextIOWrapper)
                    for name in ('create_connection', 'create_server', 'socketpair', 'fromfd', 'send_fds', 'recv_fds', 'getfqdn', 'has_dualstack_ipv6'):
                        self.assertNotEqual(getattr(socket, name).__module__, 'socket', name)
                def test_who_selects(self):
                    for kind in (selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector):
                        for name in ('register', 'modify', 'unregister', 'select', 'get_map', 'close'):
                            self.assertNotEqual(getattr(kind, name).__module__, 'selectors', name)
            """);
        _root.Environment["PYTHONPATH"] = folder.Path;
        Ended ended = await _root.Run(Repository.Full("conformance/run"), "--level", level, "./test_level");
        Assert.True(ended.ExitCode == exitCode, ended.ToString());
    }

    [NeedsTheory("test_socket")]
    [InlineData("no_such_module", "test.no_such_module has no tests that could be loaded")]
    [InlineData("test_epoll NoSuchTest", "test.test_epoll has no test NoSuchTest")]
    public async Task What_is_not_there_is_said(string arguments, string words)
    {
        Ended ended = await _root.Run(Repository.Full("conformance/run"), arguments.Split(' '));
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_test_package_it_says_that_nothing_ran()
    {
        _root.Environment["SOCKEYE_PYTHON_TESTS"] = "/nowhere";
        Ended ended = await _root.Run(Repository.Full("conformance/run"));
        Assert.Equal(69, ended.ExitCode);
        Assert.Contains("not run", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("apt-get install", ended.Errors, StringComparison.Ordinal);
    }
}
