namespace Sockeye.Cli.Tests.Running;

/// <summary>The programs that the tests run. What a test needs of other people's it says itself: see NeedsFact.</summary>
internal static class Programs
{
    /// <summary>The built tool: beside the tests, in the same configuration.</summary>
    private static readonly string Tool = FindTool();

    internal static Peer Sockeye(params IEnumerable<string> arguments) => Peer.Start("dotnet", [Tool, .. arguments]);

    /// <summary>Under another program that executes it, such as env or setpriv.</summary>
    internal static Peer SockeyeUnder(IEnumerable<string> program, params IEnumerable<string> arguments)
        => Peer.Start(program.First(), [.. program.Skip(1), "dotnet", Tool, .. arguments]);

    /// <summary>A server of ours, ready: its process and where it listens.</summary>
    internal static Peer Serve(string what, string endPoint, out string where, params IEnumerable<string> options)
    {
        Peer server = Sockeye(["serve", what, endPoint, .. options]);
        where = server.OutputLine("ready: listening on ");
        return server;
    }

    /// <summary>The tool on a terminal: Python's pty gives it one.</summary>
    internal static Peer SockeyeOnTerminal(string? noColor, params IEnumerable<string> arguments)
        => Peer.Start(
            start =>
            {
                start.Environment["TERM"] = "xterm";
                start.Environment["NO_COLOR"] = noColor;
            },
            "/usr/bin/python3", ["-c", "import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))", "dotnet", Tool, .. arguments]);

    /// <summary>The prompt on a terminal, with a history of its own.</summary>
    internal static Peer Prompt(string stateFolder)
        => OnTerminalOf("import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))", stateFolder);

    /// <summary>The same on a terminal that a Python program makes; the prompt's command line is in its sys.argv[1:].</summary>
    internal static Peer OnTerminalOf(string program, string stateFolder)
        => Peer.Start(
            start =>
            {
                start.Environment["TERM"] = "xterm";
                start.Environment["XDG_STATE_HOME"] = stateFolder;
            },
            "/usr/bin/python3", ["-c", program, "dotnet", Tool, "repl"]);

    /// <summary>A Python program; "s = conn()" in it connects to where (TCP, or a Unix path).</summary>
    internal static Peer Python(string program, params IEnumerable<string> arguments)
        => Peer.Start("/usr/bin/python3", ["-u", "-c", Prelude + program, .. arguments]);

    internal static Peer Ncat(params IEnumerable<string> arguments) => Peer.Start("/usr/bin/ncat", arguments);

    internal static Peer Socat(params IEnumerable<string> arguments) => Peer.Start("/usr/bin/socat", arguments);

    internal static Peer Shell(string script, params IEnumerable<string> arguments) => Peer.Start("bash", ["-c", script, "bash", .. arguments]);

    /// <summary>A command for <see cref="Shell"/>.</summary>
    internal static string SockeyeCommand => $"dotnet '{Tool.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>"127.0.0.1 7007" for ncat, from an endpoint of ours.</summary>
    internal static (string Host, string Port) HostAndPort(string where)
    {
        string bare = where.Replace("udp://", "", StringComparison.Ordinal);
        int colon = bare.LastIndexOf(':');
        return (bare[..colon].Trim('[', ']'), bare[(colon + 1)..]);
    }

    private const string Prelude =
        """
        import socket, sys, struct, os
        def where(text):
            kind = socket.SOCK_DGRAM if text.startswith('udp://') else socket.SOCK_STREAM
            text = text.removeprefix('udp://')
            if text.startswith('unix:@'): return socket.AF_UNIX, kind, '\0' + text[6:]
            if text.startswith('unix:'): return socket.AF_UNIX, kind, text[5:]
            host, port = text.rsplit(':', 1)
            family = socket.AF_INET6 if '[' in host else socket.AF_INET
            return family, kind, (host.strip('[]'), int(port))
        def conn(text=None):
            family, kind, address = where(text or sys.argv[1])
            s = socket.socket(family, kind)
            s.settimeout(20)
            if family == socket.AF_UNIX and kind == socket.SOCK_DGRAM: s.bind('')
            s.connect(address)
            return s
        def server(text=None):
            family, kind, address = where(text or sys.argv[1])
            s = socket.socket(family, kind)
            s.settimeout(20)
            s.bind(address)
            if kind == socket.SOCK_STREAM: s.listen()
            at = s.getsockname()
            text = sys.argv[1].rsplit(':', 1)[0] + ':' + str(at[1]) if family != socket.AF_UNIX else sys.argv[1]
            print('ready ' + text)
            return s
        def all(s):
            got = b''
            while True:
                piece = s.recv(65536)
                if not piece: return got
                got += piece

        """;

    private static string FindTool()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string tool = Path.Combine(here.Parent!.Parent!.FullName, "Sockeye.Cli", here.Name, "sockeye.dll");
        Assert.True(File.Exists(tool), $"the tool is not built: {tool}");
        return tool;
    }
}
