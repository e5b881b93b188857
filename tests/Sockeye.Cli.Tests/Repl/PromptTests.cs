using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Repl;

/// <summary>The prompt as a process: keys at a terminal, lines from a pipe.</summary>
[Trait("Category", "Slow")]
public sealed class PromptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsFact("python3")]
    public void At_a_terminal_keys_edit_complete_stop_and_leave()
    {
        using Peer prompt = Programs.Prompt(_folder.Path);
        int heard = 0;
        Hear("sockeye> ");
        prompt.Say("1+1\r");
        Hear("\e[?2004l2\r\n");
        Hear("sockeye> ");
        prompt.Say("var server = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0))\r");
        Hear("\e[?2004l<Socket fd=");
        Hear("sockeye> ");

        prompt.Say("server.Acc\t");
        Hear("server.Accept");
        prompt.Say("()\r");
        Hear("\e[?2004l");
        Until("stopped", "\x03");
        Hear("sockeye> ");

        prompt.Say("server.Listen\t");
        Hear("server.Listen");
        prompt.Say("x\x03");
        Hear("^C");
        Hear("sockeye> ");

        prompt.Say("\e[200~if (!server.IsClosed)\r{\rConsole.WriteLine(\"pasted\");\r}\e[201~\r");
        Hear("\e[?2004lpasted\r\n");
        Hear("sockeye> ");

        prompt.Say("\e[A\e[A\e[A\e[A\e[A\e[A\x15" + "\"wide 日\x7f本\"\r");
        Hear("\e[?2004l\"wide 本\"\r\n");
        Hear("sockeye> ");

        prompt.Say("\x04");
        Assert.Equal(0, prompt.End().ExitCode);
        string[] kept = File.ReadAllLines(_folder.Below("sockeye", "repl-history"));
        Assert.Equal(["1+1", "server.Accept()"], [kept[0], kept[2]]);
        Assert.Equal("if (!server.IsClosed)\\n{\\nConsole.WriteLine(\"pasted\");\\n}", kept[3]);

        void Hear(string what)
        {
            Eventually.True(() => prompt.Output.AsSpan(heard).Contains(what, StringComparison.Ordinal), Peer.Patience);
            heard += prompt.Output.AsSpan(heard).IndexOf(what, StringComparison.Ordinal) + what.Length;
        }

        // A key that comes before the statement has begun to run is dropped, so it is pressed again.
        void Until(string what, string key)
        {
            long start = TimeProvider.System.GetTimestamp();
            do
            {
                Assert.True(TimeProvider.System.GetElapsedTime(start) < Peer.Patience, $"no '{what}' in {prompt.Output[heard..]}");
                prompt.Say(key);
            }
            while (!SpinWait.SpinUntil(() => prompt.Output.AsSpan(heard).Contains(what, StringComparison.Ordinal), TimeSpan.FromSeconds(3)));
            Hear(what);
        }
    }

    [Fact]
    public void From_a_pipe_each_value_is_a_line_and_errors_have_the_number_of_theirs()
    {
        using Peer prompt = Programs.Sockeye("repl");
        prompt.Say("var (a, b) = Socket.SocketPair();\na.Send(\"GET /\\r\\n\"u8)\nb.Receive(100)\nnope\nConsole.WriteLine(\"told\")\nAF_INET");
        prompt.EndInput();
        Ended ended = prompt.End();
        Assert.Matches("\\Aa = <Socket fd=[0-9]+ AF_UNIX SOCK_STREAM>\nb = <Socket fd=[0-9]+ AF_UNIX SOCK_STREAM>\n7\n\"GET /\\\\r\\\\n\"u8\ntold\nAF_INET \\(2\\)\n\\z", ended.Output);
        Assert.Equal("line 4: The name 'nope' does not exist in the current context (CS0103)\n  nope\n  ^\n", ended.Errors);
        Assert.Equal(2, ended.ExitCode);
    }

    [Fact]
    public void An_exception_in_a_thread_of_a_statement_is_told_and_the_rest_still_runs()
    {
        using Peer prompt = Programs.Sockeye("repl");
        prompt.Say("new Thread(() => throw new InvalidOperationException(\"bg\")).Start();\n");
        Assert.Equal("InvalidOperationException: bg", prompt.ErrorLine("in a background thread: "));
        prompt.Say("\"goes on\"\n");
        prompt.EndInput();
        Ended ended = prompt.End();
        Assert.Equal(("\"goes on\"\n", 0), (ended.Output, ended.ExitCode));
    }

    [NeedsFact("python3")]
    public void At_a_terminal_an_exception_in_a_thread_stands_above_the_line_that_is_typed()
    {
        using Peer prompt = Programs.Prompt(_folder.Path);
        string go = _folder.Below("go");
        Hears("sockeye> ");
        prompt.Say($"new Thread(() => {{ SpinWait.SpinUntil(() => File.Exists(\"{go}\")); throw new Exception(\"bg\"); }}).Start();\r6*");
        Hears("sockeye> 6*");
        File.WriteAllText(go, "");
        Hears("in a background thread: Exception: bg\r\r\n\r\e[Jsockeye> 6*");
        prompt.Say("7\r");
        Hears("\e[?2004l42\r\n");
        prompt.Say("\x04");
        Assert.Equal(0, prompt.End().ExitCode);

        void Hears(string what) => Eventually.True(() => prompt.Output.Contains(what, StringComparison.Ordinal), Peer.Patience);
    }

    [NeedsFact("python3")]
    public void A_termination_gives_the_terminal_back_as_it_was()
    {
        const string Program =
            """
            import os, pty, select, signal, subprocess, sys, termios
            ours, theirs = pty.openpty()
            before = termios.tcgetattr(theirs)
            prompt = subprocess.Popen(sys.argv[1:], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
            said = b""
            def listen():
                global said
                if select.select([ours], [], [], 0.05)[0]:
                    said += os.read(ours, 4096)
            while b"sockeye> " not in said or termios.tcgetattr(theirs)[3] & termios.ICANON:
                listen()
            prompt.send_signal(signal.SIGTERM)
            while prompt.poll() is None:
                listen()
            listen()
            changed = [i for i in range(4) if termios.tcgetattr(theirs)[i] != before[i]]
            print(prompt.returncode, changed, said.rindex(b"[?2004l") > said.rindex(b"[?2004h"))
            """;
        using Peer terminal = Programs.OnTerminalOf(Program, _folder.Path);
        Assert.Equal("143 [] True\n", terminal.End().Output);
    }

    [Theory]
    [InlineData("GetHostName().Length > 0", "true\n", 0)]
    [InlineData("Socket.CreateConnection(\"127.0.0.1\", 1)", "", 4)]
    [InlineData("Socket.CreateConnection(\"127.0.0.1\", \"no-such-service\")", "", 3)]
    public void Code_on_the_command_line_ends_with_its_code(string code, string output, int exit)
    {
        using Peer prompt = Programs.Sockeye("repl", "--eval", code);
        Ended ended = prompt.End();
        Assert.Equal(output, ended.Output);
        Assert.Equal(exit, ended.ExitCode);
    }

    [Fact]
    public void From_a_pipe_an_interrupt_ends_it()
    {
        using Peer prompt = Programs.SockeyeUnder(["env", "--default-signal=INT"], "repl");
        prompt.Say("\"ready\"\nSocket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0)).Accept()\n");
        prompt.OutputLine("\"ready\"");
        prompt.Signal("INT");
        Assert.Equal(130, prompt.End().ExitCode);
    }
}
