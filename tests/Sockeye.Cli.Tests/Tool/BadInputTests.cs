using System.Net;
using System.Text.RegularExpressions;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Tool;

/// <summary>What a person can get wrong: one clear line, and an exit code a script can tell apart.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, "a command is missing. See sockeye --help", "")]
    [InlineData(2, "a command is missing; the commands are echo, discard, daytime, chargen, sum, chat, files.", "serve")]
    [InlineData(2, "there is no command nosuch. See sockeye --help", "nosuch")]
    [InlineData(2, "there is no command pingg; do you mean ping. See sockeye --help", "pingg")]
    [InlineData(2, "--jsn", "echo|:7|--jsn|hello")]
    [InlineData(2, "--crlf takes no value, and not 'maybe'.", "connect|--crlf=maybe|:1")]
    [InlineData(2, "there is no option --jsn here; do you mean --json.", "probe|--jsn")]
    [InlineData(2, "there is no place for now here.", "probe|now")]
    [InlineData(2, "there is no place for an empty word here.", "probe|")]
    [InlineData(2, "--family stands without its ", "resolve|localhost|--family")]
    [InlineData(2, "; do you mean --json; put -- in front of words that begin with a dash.", "echo|:7|--jsn|hello")]
    [InlineData(2, "--lane stands without its LANE.", "serve|echo|:0|--lane")]
    [InlineData(2, "--raw and --pipe do not go together.", "serve|echo|:0|--raw|--pipe")]
    [InlineData(2, "--raw is for streams, on loops, and without TLS.", "serve|echo|udp://:0|--raw")]
    [InlineData(2, "there is no command eco; do you mean echo.", "serve|eco|:0")]
    [InlineData(2, "this service is for streams", "serve|chat|udp://:0")]
    [InlineData(2, "--by selector is for streams", "serve|echo|udp://:0|--by|selector")]
    [InlineData(2, "--by one does not go here: the clients would not meet", "serve|chat|:0|--by|one")]
    [InlineData(2, "--root: open /no/such/folder: no such file or directory (ENOENT)", "serve|files|:0|--root|/no/such/folder")]
    [InlineData(2, "--root: open /etc/passwd: it is not a folder", "serve|files|:0|--root|/etc/passwd")]
    [InlineData(2, "--max-datagram takes a number from 1 to 65535", "serve|echo|udp://:0|--max-datagram|0")]
    [InlineData(2, "--drain takes seconds", "serve|echo|:0|--drain|-1")]
    [InlineData(2, "the ENDPOINT is missing.", "connect")]
    [InlineData(2, "the ENDPOINT is missing.", "serve|sum")]
    [InlineData(2, "port 70000 is out of range", "echo|127.0.0.1:70000|hello")]
    [InlineData(2, "port 70000 is out of range", "serve|echo|localhost|70000")]
    [InlineData(2, "no port", "connect|localhost")]
    [InlineData(2, "one word too many", "connect|localhost:7|8")]
    [InlineData(2, "brackets", "echo|::1:7x|hello")]
    [InlineData(2, "MESSAGE", "echo|localhost|7")]
    [InlineData(2, "two numbers", "sum|:7|1")]
    [InlineData(2, "not one word", "sum|:7|1 2|3")]
    [InlineData(2, "port 0", "echo|127.0.0.1:0|hello")]
    [InlineData(2, "--timeout", "echo|:7|hello|--timeout|-1")]
    [InlineData(2, "more than 0", "echo|:7|hello|--timeout|0")]
    [InlineData(2, "more than 0", "sum|:7|1|2|--timeout|1e-9")]
    [InlineData(2, "more than 0", "connect|:7|--timeout|0")]
    [InlineData(2, "--timeout", "echo|:7|hello|--timeout|soon")]
    [InlineData(2, "--max-connections", "serve|echo|:0|--max-connections|0")]
    [InlineData(2, "--max-connections", "serve|echo|:0|--max-connections|many")]
    [InlineData(2, "--idle", "serve|echo|:0|--idle|1e99")]
    [InlineData(2, "--port", "demo|--port|70000")]
    [InlineData(2, "words", "demo|words")]
    [InlineData(2, "at most 107 bytes", "serve|echo|unix:/tmp/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(2, "no constant has the prefix 'AFF'; near ones are AF_", "constants|AFF")]
    [InlineData(2, "no constant has the prefix ''. sockeye", "constants|")]
    [InlineData(2, "no constant has the prefix '6'. sockeye", "constants|6")]
    [InlineData(2, "no constant has the prefix '*'. sockeye", "constants|*")]
    [InlineData(2, "--process takes", "sockets|--process|")]
    [InlineData(2, "'ten' is no number", "constants|AF_|ten")]
    [InlineData(2, "there is no place for 3 here", "constants|AF_|1|3")]
    [InlineData(2, "the ERROR is missing", "explain")]
    [InlineData(2, "there is no error 'ECONREFUSED'; near ones are ECONNREFUSED", "explain|ECONREFUSED")]
    [InlineData(2, "there is no error 'EAI_NONAM'; near ones are EAI_NONAME", "explain|EAI_NONAM")]
    [InlineData(2, "there is no error 'unreachable'; near ones are ENETUNREACH", "explain|unreachable")]
    [InlineData(2, "there is no error 999", "explain|999")]
    [InlineData(2, "there is no error 0", "explain|0")]
    [InlineData(3, "EAI_SERVICE", "echo|127.0.0.1:no-such-service|hello")]
    [InlineData(3, "ENOENT", "echo|unix:/no/such/socket|hello")]
    [InlineData(3, "the folder does not exist", "serve|echo|unix:/no/such/socket")]
    [InlineData(3, "EADDRNOTAVAIL", "serve|echo|192.0.2.1:0")]
    [InlineData(4, "connection refused (ECONNREFUSED)", "echo|unix:@sockeye-nobody|hello")]
    public void One_line_and_an_exit_code(int code, string words, string line)
    {
        using Peer tool = Programs.Sockeye(line.Length == 0 ? [] : line.Split('|'));
        Ended ended = tool.End();
        Assert.Equal(code, ended.ExitCode);
        string[] lines = ended.Errors.TrimEnd('\n').Split('\n');
        Assert.StartsWith("sockeye: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(words, lines[0], StringComparison.Ordinal);
        Assert.Equal(code == 2, Regex.IsMatch(lines[0], @"\. See sockeye( \w+)* --help$"));
        Assert.All(lines[1..], more => Assert.StartsWith("hint: ", more, StringComparison.Ordinal));
        Assert.Equal("", ended.Output);
        Assert.DoesNotContain("(Parameter ", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_does_not_exist_is_a_network_error()
    {
        // .invalid exists nowhere (RFC 6761). Where no name server answers it takes its time to say so.
        var patience = TimeSpan.FromMinutes(3);
        using Peer client = Programs.Sockeye("echo", "no.such.host.invalid:7", "hello", "--timeout", $"{patience.TotalSeconds}");
        Ended ended = client.End(patience);
        Assert.Equal(3, ended.ExitCode);
        Assert.Matches("EAI_(NONAME|AGAIN)", ended.Errors);
        Assert.DoesNotMatch("EAI_NONAME.*IPv", ended.Errors);       // it was looked up for both families
    }

    [Theory]
    [InlineData(SocketKind.SOCK_STREAM, "")]
    [InlineData(SocketKind.SOCK_DGRAM, "udp://")]
    public void A_port_where_nobody_is_refuses(SocketKind kind, string scheme)
    {
        // Bound, so that nobody else gets it, and deaf: it does not listen, or hears nobody but itself.
        using var deaf = new Socket(Family.AF_INET, kind);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (kind == SocketKind.SOCK_DGRAM)
        {
            deaf.Connect(deaf.LocalEndPoint);
        }

        using Peer client = Programs.Sockeye("echo", $"{scheme}{deaf.LocalEndPoint}", "hello");
        Ended ended = client.End();
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("connection refused (ECONNREFUSED)", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("hint: ", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void An_address_in_use_names_who_has_it()
    {
        using Peer holder = Programs.Python("s = server(); sys.stdin.read()", "127.0.0.1:0");
        using Peer server = Programs.Sockeye("serve", "echo", holder.OutputLine("ready "));
        Ended ended = server.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains($"(EADDRINUSE); held by python3 (process {holder.Id})", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("unshare", "setpriv")]
    public void A_low_port_needs_privilege_and_the_error_says_so()
    {
        // A fresh network namespace has the kernel's own limit of 1024, whatever this machine's is.
        // Who is not root makes it inside a user namespace, where the outer ids have no rights.
        string[] namespaces = Environment.IsPrivilegedProcess ? ["unshare", "-n", "setpriv", "--reuid=65534", "--clear-groups"] : ["unshare", "-r", "-n", "setpriv", "--bounding-set=-all", "--inh-caps=-all"];
        using Peer server = Programs.SockeyeUnder(namespaces, "serve", "echo", "0.0.0.0:80");
        Ended ended = server.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("(EACCES); ports below 1024 need root", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stale_socket_file_is_explained_and_can_be_replaced()
    {
        string place = "unix:" + _folder.Below("s");
        using (Peer killed = Programs.Serve("echo", place, out _))
        {
            killed.Signal("KILL");
            killed.End();
        }

        using Peer refused = Programs.Sockeye("serve", "echo", place);
        Ended ended = refused.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("a stale socket of a program that ended", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("--replace-stale", ended.Errors, StringComparison.Ordinal);
        using Peer server = Programs.Serve("echo", place, out string where, "--replace-stale");
        using Peer client = Programs.Sockeye("echo", where, "hello");
        Assert.Equal("hello\n", client.End().Output);
    }

    [NeedsFact("python3", "setpriv")]
    public void A_stale_socket_file_that_may_not_be_removed_is_no_bug()
    {
        string path = _folder.Below("s");
        using (Peer killed = Programs.Python("s = server(); os.chmod(sys.argv[1][5:], 0o777)", "unix:" + path))
        {
            Assert.Equal(0, killed.End().ExitCode);
        }

        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        string[] somebody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--clear-groups", "--inh-caps=-all"] : ["env"];
        using Peer server = Programs.SockeyeUnder([.. somebody, "env", "DOTNET_EnableDiagnostics=0"], "serve", "echo", "unix:" + path, "--replace-stale");
        Ended ended = server.End();
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(3, ended.ExitCode);
        Assert.StartsWith($"sockeye: nobody listens on {path}, and it cannot be removed: ", ended.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_stopping_server_leaves_anothers_socket_file_in_its_place()
    {
        string path = _folder.Below("s");
        using Peer first = Programs.Serve("echo", "unix:" + path, out _);
        File.Delete(path);
        using Peer second = Programs.Serve("echo", "unix:" + path, out string where);
        first.Signal("TERM");
        Assert.Equal(0, first.End().ExitCode);
        using Peer client = Programs.Sockeye("echo", where, "hello");
        Assert.Equal("hello\n", client.End().Output);
        second.Signal("TERM");
        Assert.Equal(0, second.End().ExitCode);
        Assert.False(File.Exists(path));
    }

    [NeedsTheory("python3")]
    [InlineData("connect", "<", "/")]
    [InlineData("connect", "<&", "-")]
    [InlineData("listen", "<", "/")]
    [InlineData("listen", "<&", "-")]
    public void Standard_input_that_cannot_be_read_ends_it(string command, string redirect, string from)
    {
        string place = "unix:@" + Path.GetFileName(_folder.Path);
        bool connects = command == "connect";
        using Peer other = connects ? Programs.Python("s = server(); c = s.accept()[0]; sys.stdin.read()", place) : Programs.Shell("exit 0");
        if (connects)
        {
            other.OutputLine("ready ");
        }

        using Peer tool = Programs.Shell($"exec {Programs.SockeyeCommand} {command} {place} {redirect}{from}");
        using Peer client = connects ? Programs.Shell("exit 0") : Programs.Python("s = conn(); sys.stdin.read()", Listening(tool));
        Ended ended = tool.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("sockeye: standard input cannot be read: ", ended.Errors, StringComparison.Ordinal);

        static string Listening(Peer listener) => listener.ErrorLine("ready: listening on ");
    }

    [Theory]
    [InlineData("file")]
    [InlineData("pipe")]
    [InlineData("live server")]
    [InlineData("live datagram server")]
    public void What_is_no_stale_socket_is_never_removed(string what)
    {
        string path = _folder.Below("s");
        Peer? other = what switch
        {
            "file" => Programs.Shell("echo precious > \"$1\"", path),
            "pipe" => Programs.Shell("mkfifo \"$1\"", path),
            "live server" => Programs.Serve("echo", "unix:" + path, out _),
            _ => Programs.Serve("echo", "udp://unix:" + path, out _),
        };
        using (other)
        {
            if (what is "file" or "pipe")
            {
                other.End();
            }

            using Peer server = Programs.Sockeye("serve", "echo", "unix:" + path, "--replace-stale");
            Ended ended = server.End();
            Assert.Equal(3, ended.ExitCode);
            Assert.Equal(what is "file" or "pipe", ended.Errors.Contains($"{path} is not a socket", StringComparison.Ordinal));
            Assert.True(File.Exists(path));
        }
    }

    [NeedsFact("python3")]
    public void A_server_that_says_nothing_runs_into_the_timeout()
    {
        using Peer silent = Programs.Python("s = server(); sys.stdin.read()", "127.0.0.1:0");
        using Peer client = Programs.Sockeye("echo", silent.OutputLine("ready "), "hello", "--timeout", "0.2");
        Ended ended = client.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("timed out after 0.2 s (ETIMEDOUT)", ended.Errors, StringComparison.Ordinal);
    }

    [NeedsTheory("python3")]
    [InlineData("s.accept()[0].sendall(b'other')", "sent \"hello\", and \"other\" came back")]
    [InlineData("c = s.accept()[0]; c.sendall(c.recv(9) + b'EXTRA')", "everything had come back, and then \"EXTRA\" came")]
    [InlineData("c = s.accept()[0]; c.recv(100); c.sendall(b'he'); c.close()", "closed after 2 of 5 bytes")]
    public void A_wrong_echo_is_an_error_that_shows_both(string answer, string words)
    {
        using Peer server = Programs.Python($"s = server(); {answer}; sys.stdin.read()", "127.0.0.1:0");
        using Peer client = Programs.Sockeye("echo", server.OutputLine("ready "), "hello");
        Ended ended = client.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }

    [NeedsTheory("python3")]
    [InlineData("127.0.0.1:0", "s.accept()[0].sendall(b'\\x1b[31m4 2\\n')", "\"\\x1b[31m4 2\\n\" came back")]
    [InlineData("127.0.0.1:0", "s.accept()[0].sendall(b'-\\n')", "\"-\\n\" came back")]
    [InlineData("127.0.0.1:0", "s.accept()[0].sendall(b'errors\\n')", "\"errors\\n\" came back")]
    [InlineData("udp://127.0.0.1:0", "s.sendto(b'', s.recvfrom(99)[1])", "nothing came back")]
    public void What_is_no_sum_is_an_error_that_shows_it(string place, string answer, string words)
    {
        using Peer server = Programs.Python($"s = server(); {answer}; sys.stdin.read()", place);
        using Peer client = Programs.Sockeye("sum", server.OutputLine("ready "), "2", "40");
        Ended ended = client.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.Equal($"sockeye: this is no sum server: {words}\n", ended.Errors);
    }

    [NeedsFact("python3")]
    public void An_echo_server_that_stays_open_or_resets_in_the_end_has_said_nothing_wrong()
    {
        using Peer server = Programs.Python("s = server(); c = s.accept()[0]; c.sendall(c.recv(9)); d = s.accept()[0]; d.sendall(d.recv(9)); d.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); d.recv(9); d.close(); sys.stdin.read()", "127.0.0.1:0");
        string where = server.OutputLine("ready ");
        using Peer first = Programs.Sockeye("echo", where, "hello");
        Assert.Equal(new Ended(0, "hello\n", ""), first.End());
        using Peer second = Programs.Sockeye("echo", where, "hello");
        Assert.Equal(new Ended(0, "hello\n", ""), second.End());
    }

    [Theory]
    [InlineData(1022, 4, "connection refused")]
    [InlineData(1023, 2, "the two numbers and the space between are 1025 bytes, and a line has at most 1024")]
    public void A_sum_that_no_line_holds_is_not_asked(int digits, int code, string words)
    {
        using Peer client = Programs.Sockeye("sum", "unix:@sockeye-nobody", new string('9', digits), "1");
        Ended ended = client.End();
        Assert.Equal(code, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }

    // Not by running it: how many descriptors .NET's own start takes differs from one to the next.
    [Fact]
    public void Too_few_descriptors_are_said_to_be_too_few()
    {
        var failure = Failure.Of(new OutOfMemoryException());
        Assert.Equal(ExitCode.Network, failure.Code);
        Assert.Contains("ulimit -n", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unix_address_in_use_has_no_port()
    {
        string place = "unix:" + _folder.Below("s");
        using Peer first = Programs.Serve("echo", place, out _);
        using Peer second = Programs.Sockeye("serve", "echo", place);
        Ended ended = second.End();
        Assert.Equal(3, ended.ExitCode);
        Assert.DoesNotContain("port", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sum_servers_error_is_a_refusal()
    {
        using Peer server = Programs.Serve("sum", ":0", out string where);
        using Peer client = Programs.Sockeye("sum", where, "1", "two");
        Ended ended = client.End();
        Assert.Equal(4, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.Equal("sockeye: the server answered: error: the second word is not a whole number\n", ended.Errors);
    }
}
