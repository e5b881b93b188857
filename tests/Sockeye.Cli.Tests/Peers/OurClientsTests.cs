using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Peers;

/// <summary>Our clients and other people's servers.</summary>
public sealed class OurClientsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("python3")]
    [InlineData("ThreadingTCPServer", "('127.0.0.1', 0)")]
    [NeedsData(Machine.Loopback6, "ThreadingTCPServer6", "('::1', 0)")]
    [InlineData("ThreadingUnixStreamServer", "sys.argv[1]")]
    public void Echo_and_sum_with_Pythons_socketserver(string type, string address)
    {
        using Peer server = Programs.Python(
            $$"""
            import socketserver
            class ThreadingTCPServer6(socketserver.ThreadingTCPServer): address_family = socket.AF_INET6
            class Echo(socketserver.StreamRequestHandler):
                def handle(self):
                    for line in self.rfile:
                        if b' ' in line: self.wfile.write(b'%d\n' % sum(map(int, line.split())))
                        else: self.wfile.write(line)
            Server = globals().get('{{type}}') or getattr(socketserver, '{{type}}')
            with Server({{address}}, Echo) as s:
                at = s.server_address
                print('ready', f'unix:{at}' if isinstance(at, str) else f'[{at[0]}]:{at[1]}' if ':' in at[0] else f'{at[0]}:{at[1]}')
                s.serve_forever()
            """, _folder.Below("s"));
        string where = server.OutputLine("ready ");
        using Peer echo = Programs.Sockeye("echo", where, "one\n", "two\n");
        Assert.Equal("one\n\ntwo\n\n", Succeeds(echo));
        using Peer sum = Programs.Sockeye("sum", where, "12345678901234567890123", "1");
        Assert.Equal("12345678901234567890124\n", Succeeds(sum));
    }

    [NeedsTheory("python3")]
    [MemberData(nameof(Places.Datagrams), MemberType = typeof(Places))]
    [NeedsData(Machine.Loopback6, "udp://[::1]:0")]
    public void Echo_with_Pythons_datagrams(string place)
    {
        using Peer server = Programs.Python(
            """
            s = server()
            while True:
                data, peer = s.recvfrom(70000)
                s.sendto(data, peer)
            """, Places.In(_folder, place));
        string where = server.OutputLine("ready ");
        using Peer echo = Programs.Sockeye("echo", where, "one", "two");
        Assert.Equal("one\ntwo\n", Succeeds(echo));
    }

    [NeedsFact("ncat", "socat")]
    public void Connect_talks_with_ncat_and_socat()
    {
        using (Peer ncat = Programs.Ncat("-v", "-l", "127.0.0.1", "0"))
        using (Peer client = Programs.Sockeye("connect", "127.0.0.1", $"{ListeningPort.Of(ncat)}"))
        {
            Chat(ncat, client);
        }

        using Peer socat = Programs.Socat("-d", "-d", "STDIO", $"UNIX-LISTEN:{_folder.Below("s")}");
        Assert.NotNull(socat.ErrorLineContaining("listening on"));
        using Peer second = Programs.Sockeye("connect", $"unix:{_folder.Below("s")}");
        Chat(socat, second);
    }

    [NeedsFact("socat")]
    public void Echo_with_socat_over_TCP_and_UDP()
    {
        foreach ((string listen, string scheme) in new[] { ("TCP4-LISTEN:0,bind=127.0.0.1", ""), ("UDP4-LISTEN:0,bind=127.0.0.1", "udp://") })
        {
            using Peer socat = Programs.Socat("-d", "-d", listen, "PIPE");
            string line = socat.ErrorLineContaining("listening on");
            using Peer echo = Programs.Sockeye("echo", $"{scheme}{line[(line.LastIndexOf(' ') + 1)..]}", "hello");
            Assert.Equal("hello\n", Succeeds(echo));
        }
    }

    private static void Chat(Peer server, Peer client)
    {
        client.Say("from the client\n");
        server.OutputLine("from the client");
        server.Say("from the server\n");
        client.OutputLine("from the server");
        client.EndInput();
        server.EndInput();
        Assert.Equal(0, client.End().ExitCode);
        Assert.Equal(0, server.End().ExitCode);
    }

    private static string Succeeds(Peer client)
    {
        Ended ended = client.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended.Output;
    }
}
