using System.Net;
using System.Text.Json;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Inventory;

public sealed class SocketsTests
{
    // One socket of each kind and state that a program can bring about, then what ss(8) and what we say of them.
    private const string Scene =
        """
        import subprocess, tempfile
        lo = '127.0.0.1'
        held = []
        def made(s): held.append(s); return s
        listener = made(socket.create_server((lo, 0)))
        waiting = [made(socket.create_connection(listener.getsockname())) for _ in range(2)]
        busy = made(socket.create_server((lo, 0)))
        sender = made(socket.create_connection(busy.getsockname())); reader = made(busy.accept()[0])
        sender.sendall(b'12345'); reader.recv(5, socket.MSG_PEEK)
        gone = socket.create_connection(busy.getsockname()); there = busy.accept()[0]
        gone.close(); there.recv(1); there.close()
        half = socket.create_connection(busy.getsockname()); stays = made(busy.accept()[0]); half.close(); stays.recv(1)
        made(socket.create_server(('::1', 0), family=socket.AF_INET6))
        made(socket.create_server(('::', 0), family=socket.AF_INET6, dualstack_ipv6=True))
        free = made(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)); free.bind((lo, 0))
        aimed = made(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)); aimed.connect(free.getsockname()); aimed.send(b'x')
        made(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)).bind(('::1', 0))
        made(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
        folder = tempfile.mkdtemp(dir=sys.argv[2])
        for kind, name in (socket.SOCK_STREAM, folder + '/with a space'), (socket.SOCK_SEQPACKET, '\0abstract name'), (socket.SOCK_DGRAM, folder + '/ö'):
            s = made(socket.socket(socket.AF_UNIX, kind)); s.bind(name)
            if kind != socket.SOCK_DGRAM: s.listen()
        held.extend(socket.socketpair())
        for command in 'ss -Htuanwp', 'ss -Hxanp', sys.argv[1] + ' sockets --json':
            print(subprocess.run(command, shell=True, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout.rstrip('\n'))
            print('====')
        """;

    [NeedsFact("python3", "unshare", "ip", Machine.Loopback6)]
    public void It_says_what_ss_says()
    {
        using var folder = new TemporaryFolder();
        string[] unshare = Environment.IsPrivilegedProcess ? ["-n"] : ["-r", "-n"];
        using var scene = Peer.Start(
            static start => start.Environment["DOTNET_EnableDiagnostics"] = "0",    // or the tool has sockets of its own
            "unshare", [.. unshare, "bash", "-c", "ip link set lo up && exec /usr/bin/python3 -c \"import socket, sys\n$1\" \"$2\" \"$3\"", "bash", Scene, Programs.SockeyeCommand, folder.Path]);
        Ended ended = scene.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        string[][] said = [.. ended.Output.Split("====\n").Select(static part => part.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        JsonElement[] ours = [.. said[2].Select(static line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal(
            said[0].Select(InternetOfSs).Order(),
            ours.Where(static row => Text(row, "family") != "AF_UNIX").Select(static row => string.Join(' ',
                Text(row, "protocol").Split(' ')[0].TrimEnd('6'),
                Text(row, "state"), row.GetProperty("receive_queue"), Text(row, "state") == "LISTEN" ? "" : row.GetProperty("send_queue"),
                Text(row, "protocol") == "raw icmp" ? Text(row, "local") + ":1" : Text(row, "local"), Text(row, "remote"), Pids(row))).Order());
        Assert.Equal(
            said[1].Select(UnixOfSs).Order(),
            ours.Where(static row => Text(row, "family") == "AF_UNIX").Select(static row => string.Join(' ',
                Text(row, "protocol"), Text(row, "state"), Text(row, "local"), row.GetProperty("inode"), Pids(row))).Order());
        Assert.Contains(ours, static row => Text(row, "state") == "TIME_WAIT");
        Assert.Contains(ours, static row => Text(row, "state") == "CLOSE_WAIT");
    }

    [Fact]
    public void Options_choose()
    {
        using Socket listener = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket client = Socket.CreateConnection(listener.LocalEndPoint);
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;
        Assert.Equal(["LISTEN", "ESTABLISHED", "ESTABLISHED"], States());
        Assert.Equal(["LISTEN"], States("--listening"));
        Assert.Equal(["LISTEN"], States("--listening", "--tcp", "--udp"));
        Assert.Empty(States("--udp"));
        Assert.Contains("LISTEN", States("--process", $"{Environment.ProcessId}"));
        Assert.Empty(States("--process", "nobody-is-called-so"));

        string[] States(params string[] options)
        {
            using Peer tool = Programs.Sockeye(["sockets", "--json", "--port", $"{port}", .. options]);
            Ended ended = tool.End();
            Assert.True(ended.ExitCode == 0, ended.ToString());
            return [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => Text(JsonDocument.Parse(line).RootElement, "state"))];
        }
    }

    [Fact]
    public void A_table_names_the_process_and_none_is_told_in_words()
    {
        using Socket listener = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;
        using Peer tool = Programs.Sockeye("sockets", "--port", $"{port}");
        string[] lines = tool.End().Output.Split('\n');
        Assert.Matches("^protocol +state +recv-q +send-q +local +remote +user +process$", lines[0]);
        Assert.Matches($"^tcp +LISTEN +0 +0 +127\\.0\\.0\\.1:{port} .*\\({Environment.ProcessId}\\)$", lines[1]);
        using Peer none = Programs.Sockeye("sockets", "--udp", "--process", "nobody-is-called-so");
        Assert.Equal("no socket is like that\n", none.End().Output);
    }

    // "tcp ESTAB 5 0 127.0.0.1:1 127.0.0.1:2 users:(("python3",pid=1,fd=3))"
    private static string InternetOfSs(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string local = fields[4];
        string remote = fields[5].EndsWith(":*", StringComparison.Ordinal) ? "" : fields[5];
        return string.Join(' ', fields[0], State(fields[1]), fields[2], fields[1] == "LISTEN" ? "" : fields[3], local is ['*', ..] ? "[::]" + local[1..] : local, remote, PidsOfSs(line));
    }

    // "u_str LISTEN 0 5 /path 4711 * 0 users:…"; a path may have spaces, the rest does not.
    private static string UnixOfSs(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int users = Array.FindIndex(fields, static field => field.StartsWith("users:", StringComparison.Ordinal));
        int end = users < 0 ? fields.Length : users;
        string name = string.Join(' ', fields[4..(end - 3)]);
        string kind = fields[0] switch { "u_str" => "stream", "u_dgr" => "dgram", _ => "seqpacket" };
        return string.Join(' ', "unix " + kind, State(fields[1]), name == "*" ? "unix:(unnamed)" : "unix:" + name, fields[end - 3], PidsOfSs(line));
    }

    private static string State(string ss) => ss switch
    {
        "ESTAB" => "ESTABLISHED",
        "UNCONN" => "UNCONNECTED",
        _ => ss.Replace('-', '_'),
    };

    private static string PidsOfSs(string line)
        => string.Join(',', System.Text.RegularExpressions.Regex.Matches(line, "pid=([0-9]+)").Select(static match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order());

    private static string Pids(JsonElement row) => string.Join(',', row.GetProperty("pid").EnumerateArray().Select(static pid => pid.GetInt32()).Distinct().Order());

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString() ?? "";
}
