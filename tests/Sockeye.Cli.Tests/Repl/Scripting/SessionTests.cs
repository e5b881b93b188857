using System.Runtime.CompilerServices;
using Sockeye.Cli.Repl.Scripting;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Repl.Scripting;

/// <summary>Statements that are compiled and run: what they answer, how they are stopped, how names go on.</summary>
[Trait("Category", "Slow")]
public sealed class SessionTests : IDisposable
{
    private readonly OneSession _prompt = new();

    public void Dispose() => _prompt.Dispose();

    [Fact]
    public void Statements_see_what_those_before_declared()
    {
        Assert.Equal("2\n", _prompt.Says("var one = 2"));
        Assert.Equal("", _prompt.Says("int Twice(int x) => x * 2"));
        Assert.Equal("4\n", _prompt.Says("Twice(one)"));
        Assert.Equal("a = 1\nb = \"x\"\n", _prompt.Says("var (a, b) = (1, \"x\")"));
        Assert.Equal("null\n", _prompt.Says("(string)null"));
        Assert.Equal("", _prompt.Says("await Task.Delay(1)"));
        Assert.Equal("7\n", _prompt.Says("await Task.FromResult(7)"));
        _prompt.Session.Reset();
        Assert.StartsWith("The name 'one' does not exist", _prompt.Says("one"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_socket_is_ours_also_beside_the_one_of_NET()
    {
        Assert.Equal("", _prompt.Says("using System.Net.Sockets;"));
        Assert.Equal("\"Sockeye.Sockets.Socket\"\n", _prompt.Says("typeof(Socket).FullName"));
    }

    [Fact]
    public void Spans_become_arrays_so_that_they_can_be_kept()
    {
        Assert.Equal("\"hello\"u8\n", _prompt.Says("\"hello\"u8"));
        Assert.Equal("\"hel\"u8\n", _prompt.Says("var kept = \"hello\"u8[..3]"));
        Assert.Equal("\"hel\"u8\n", _prompt.Says("kept"));
        Assert.Equal("1\n2\n", _prompt.Says("new[] { 1, 2, 3 }.AsSpan(0, 2)"));
    }

    [Fact]
    public void Waits_are_there()
    {
        _prompt.Says("var (a, b) = Socket.SocketPair()");
        Assert.Equal("1\n", _prompt.Says("Select.Wait([a], [b], [], TimeSpan.Zero).Write.Count"));
        _prompt.Says("var poll = new Poll()");
        _prompt.Says("poll.Register(a, POLLIN)");
        Assert.Equal("0\n", _prompt.Says("poll.Wait(TimeSpan.Zero).Count"));
        _prompt.Says("var selector = Selector.Create()");
        _prompt.Says("selector.Register(b, SelectorEvents.Write)");
        Assert.Equal("1\n", _prompt.Says("selector.Select().Count"));
    }

    [Fact]
    public void Mistakes_have_a_caret_below_them()
    {
        Assert.Equal("The name 'foo' does not exist in the current context (CS0103)\n  1 + foo\n      ^\n", _prompt.Says("1 + foo"));
        Assert.Equal("The name 'foo' does not exist in the current context (CS0103)\n  (\"日本\", foo)\n           ^\n", _prompt.Says("(\"日本\", foo)"));
        Assert.Contains("^ at a prompt variables live on: say var", _prompt.Says("using var s = new Socket()"), StringComparison.Ordinal);
        Assert.StartsWith("DivideByZeroException: ", _prompt.Says("int zero = 0; int no = 1 / zero;"), StringComparison.Ordinal);
        Assert.Equal("0\n", _prompt.Says("zero"));
    }

    [Theory]
    [InlineData("server.Accept()")]
    [InlineData("talk.Receive(1)")]
    [InlineData("talk.SendAll(new byte[100_000_000])")]
    [InlineData("{ using var reader = talk.OpenReader(); reader.ReadLine(); }")]
    [InlineData("Thread.Sleep(-1)")]
    [InlineData("await Task.Delay(-1)")]
    public void A_call_that_waits_is_stopped_and_the_prompt_goes_on(string call)
    {
        _prompt.Says("var server = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0))");
        _prompt.Says("var client = Socket.CreateConnection(server.LocalEndPoint)");
        _prompt.Says("var talk = server.Accept()");
        Assert.Equal("stopped\n", Stopped(call));
        Assert.Equal("false\n", _prompt.Says("server.IsClosed || talk.IsClosed"));
        Assert.Equal("1\n", _prompt.Says("client.Send(\"x\"u8)"));
    }

    [Fact]
    public void What_cannot_be_stopped_is_left_behind_and_changes_nothing()
    {
        _prompt.Says("var end = new StrongBox<bool>()".Replace("StrongBox", "System.Runtime.CompilerServices.StrongBox", StringComparison.Ordinal));
        _prompt.Says("var count = 1");
        Assert.StartsWith("it could not be stopped", Stopped("while (!Volatile.Read(ref end.Value)) { } var late = 1;"), StringComparison.Ordinal);
        Assert.Equal("1\n", _prompt.Says("count"));
        Assert.StartsWith("The name 'late' does not exist", _prompt.Says("late"), StringComparison.Ordinal);
        _prompt.Says("end.Value = true");
    }

    [Theory]
    [InlineData("new Socket().Acc", "Accept", "AcceptAsync", "AcceptFromAsync")]
    [InlineData("Socket.CreateS", "CreateServer")]
    [InlineData("\"x\".ToUpperI", "ToUpperInvariant")]
    [InlineData("AF_INET", "AF_INET", "AF_INET6")]
    [InlineData("GetHostN", "GetHostName")]
    [InlineData("af_unix", "AF_UNIX")]
    [InlineData("new Socket(Family.AF_UNI", "AF_UNIX")]
    [InlineData("int.MaxV", "MaxValue")]
    [InlineData("1 + mine", "mineOne", "mineTwo")]
    [InlineData(":h", ":help", ":history")]
    [InlineData(":help GetAddr", "GetAddrInfo", "GetAddrInfoAsync")]
    [InlineData("nothing.At")]
    public void A_word_is_completed(string typed, params string[] names)
    {
        _prompt.Says("int mineOne = 1, mineTwo = 2;");
        Assert.Equal(names, new Completion(_prompt.Session).At(typed, typed.Length).Names);
    }

    [Fact]
    public void Help_is_what_the_documentation_says()
    {
        string accept = _prompt.Says(":help Socket.Accept");
        Assert.StartsWith("Socket Socket.Accept(CancellationToken cancellation = default)\n  Takes the next connection", accept, StringComparison.Ordinal);
        Assert.Contains("\nSocket Socket.Accept(out EndPoint peer,", accept, StringComparison.Ordinal);
        Assert.Equal(2, accept.Split("throws SocketTimeoutException: ").Length - 1);     // the second one's is inherited
        Assert.Contains("\n  Bind ", _prompt.Says(":help Socket"), StringComparison.Ordinal);
        Assert.Equal("there is nothing named Sokcet; near it: Socket\n", _prompt.Says(":help Sokcet"));
        _prompt.Says("var some = new Socket()");
        Assert.StartsWith("class Socket\n", _prompt.Says(":help some"), StringComparison.Ordinal);
        Assert.StartsWith("static int Names.IfNameToIndex(string name)\n", _prompt.Says(":help IfNameToIndex"), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_commands_answer()
    {
        _prompt.Says("var shown = AF_UNIX");
        Assert.Equal("Family shown = AF_UNIX (1)\n", _prompt.Says(":vars"));
        Assert.Contains(":load FILE", _prompt.Says(":help"), StringComparison.Ordinal);
        Assert.StartsWith("there is no command :nope", _prompt.Says(":nope"), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_a_pipe_go_on_after_a_mistake_and_the_first_one_decides()
    {
        Assert.Equal("1\nline 2: ConnectionRefusedException: connect to 127.0.0.1:1: connection refused (ECONNREFUSED)\n3\nline 5: The name 'no' does not exist in the current context (CS0103)\n  no\n  ^\n4",
            _prompt.Pipes("1\nSocket.CreateConnection(\"127.0.0.1\", 1)\n1 +\n2\nno\n"));
        Assert.Equal("line 2: the statement that begins here has no end\n2", _prompt.Pipes("// fine\nif (true)\n{"));
        Assert.Equal("1\n0", _prompt.Pipes("1\n:quit\n2"));
    }

    [Fact]
    public async Task What_was_stopped_before_it_began_does_not_wait()
    {
        _prompt.Says("var server = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0))");
        Task<int> run = Task.Run(() => _prompt.Statements.Run("server.Accept()", "", new CancellationToken(canceled: true)));
        Assert.Equal(130, await run.WaitAsync(Peer.Patience));
    }

    [Fact]
    public void Lines_of_a_pipe_that_continue_a_statement_belong_to_it()
    {
        Assert.Equal("0\n2\n0", _prompt.Pipes("var n = 0\nif (n == 1)\n{\n}\nelse\n{\n    n = 2;\n}\nn"));
        Assert.Equal("t = null\nu = null\n\"caught\"\n\"last\"\n0", _prompt.Pipes("string t, u;\ntry\n{\n    throw new Exception();\n}\ncatch\n{\n    t = \"caught\";\n}\nfinally\n{\n    u = \"last\";\n}\nt\nu"));
        Assert.Equal("3\nline 8: The name 'no' does not exist in the current context (CS0103)\n  no\n  ^\n2", _prompt.Pipes("do\n{\n    n++;\n}\nwhile (n < 3);\nn\nif (n == 0) n = 1\nno"));
    }

    [Fact]
    public void A_mistake_that_other_prompts_allow_has_a_hint()
    {
        Assert.EndsWith("^ :quit leaves\n", _prompt.Says("exit"), StringComparison.Ordinal);
        Assert.EndsWith("^ :quit leaves\n", _prompt.Says("quit()"), StringComparison.Ordinal);
        Assert.EndsWith("^ :help lists the commands\n", _prompt.Says("help"), StringComparison.Ordinal);
        _prompt.Says("var s = 1");
        Assert.EndsWith("^ leave out the semicolon to see the value\n", _prompt.Says("s;"), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_tells_of_the_parameters_that_an_overload_has()
    {
        string[] overloads = _prompt.Says(":help GetAddrInfo").Split("\n\nstatic ");
        string byNumber = Assert.Single(overloads, static one => one.Contains("int port", StringComparison.Ordinal));
        Assert.Contains("\n    port: ", byNumber, StringComparison.Ordinal);
        Assert.DoesNotContain("\n    service: ", byNumber, StringComparison.Ordinal);
        Assert.All(overloads, static one => Assert.Contains("Family family = Family.AF_UNSPEC, SocketKind kind = 0, Protocol protocol = 0,", one, StringComparison.Ordinal));
    }

    // Stopped once, as soon as it has begun: wherever it is then, that is enough.
    private string Stopped(string call)
    {
        _prompt.Says("var begun = new System.Runtime.CompilerServices.StrongBox<bool>()");
        var begun = (StrongBox<bool>)_prompt.Session.Variables.Single(static variable => variable.Name == "begun").Value;
        Task<string> running = Task.Run(() => _prompt.Says("begun.Value = true; " + call));
        Eventually.True(() => Volatile.Read(ref begun.Value), Peer.Patience);
        _prompt.Statements.Stop();
        Assert.True(running.Wait(Peer.Patience), "it was not stopped");
        return running.Result;
    }
}
