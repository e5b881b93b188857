using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Tool;

/// <summary>Ctrl-C and SIGTERM: servers end in good order, clients with the shell's number.</summary>
public sealed class SignalTests : IDisposable
{
    // A shell in the background has its children ignore Ctrl-C; env gives it back to them.
    private static readonly string[] WithInterrupts = ["env", "--default-signal=INT"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("python3")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_server_ends_its_conversations_and_removes_its_file(string signal)
    {
        string path = _folder.Below("s");
        using Peer server = Programs.SockeyeUnder(WithInterrupts, "serve", "echo", "unix:" + path);
        string where = server.OutputLine("ready: listening on ");
        Assert.True(File.Exists(path));
        using Peer client = Programs.Python("s = conn(); s.sendall(b'x'); assert s.recv(1) == b'x'; print('talking'); print('end', all(s))", where);
        client.OutputLine("talking");
        server.Signal(signal);
        Ended ended = server.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith("stopped: 1 served, 0 refused, 0 failed; at the end 1 ended, 0 aborted, 0 abandoned", ended.Errors, StringComparison.Ordinal);
        Assert.Equal($"ready: listening on {where}\n", ended.Output);
        Assert.False(File.Exists(path));
        Assert.Equal(" b''", client.OutputLine("end"));
    }

    // Stopped while both come, so that they are pending together: two kinds, because one kind is pending once.
    [Fact]
    public void Two_signals_at_once_end_it_as_one_does()
    {
        string path = _folder.Below("s");
        using Peer server = Programs.SockeyeUnder(WithInterrupts, "serve", "echo", "unix:" + path);
        server.OutputLine("ready: listening on ");
        server.Signal("STOP");
        server.Signal("TERM");
        server.Signal("INT");
        server.Signal("CONT");
        Ended ended = server.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith("stopped: 0 served, ", ended.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [NeedsTheory("python3")]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Clients_end_with_the_signals_number(string signal, int code)
    {
        using Peer silent = Programs.Python("s = server(); c = s.accept()[0]; print(c.recv(10).decode()); c = s.accept()[0]; print(c.recv(10).decode()); sys.stdin.read()", "127.0.0.1:0");
        string where = silent.OutputLine("ready ");
        using (Peer echo = Programs.SockeyeUnder(WithInterrupts, "echo", where, "hello"))
        {
            silent.OutputLine("hello");
            echo.Signal(signal);
            Assert.Equal(code, echo.End().ExitCode);
        }

        using Peer connect = Programs.SockeyeUnder(WithInterrupts, "connect", where);
        connect.Say("joined\n");
        silent.OutputLine("joined");
        connect.Signal(signal);
        Ended ended = connect.End();
        Assert.Equal(code, ended.ExitCode);
        Assert.Equal("", ended.Errors);
    }

    [Fact]
    public void A_listener_without_a_client_ends_and_removes_its_file()
    {
        string path = _folder.Below("s");
        using Peer listener = Programs.SockeyeUnder(WithInterrupts, "listen", "unix:" + path);
        listener.ErrorLine("ready: listening on ");
        listener.Signal("INT");
        Assert.Equal(130, listener.End().ExitCode);
        Assert.False(File.Exists(path));
    }
}
