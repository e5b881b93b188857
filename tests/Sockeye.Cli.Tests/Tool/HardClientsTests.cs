using System.Globalization;
using Sockeye.Cli.Serving;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Tool;

/// <summary>Clients that vanish, reset, flood, keep silent or come in crowds: the server lives on.</summary>
public sealed class HardClientsTests
{
    [NeedsTheory("python3")]
    [InlineData("echo")]
    [InlineData("sum")]
    public void A_client_that_vanishes_or_resets_in_mid_message_is_logged_and_forgotten(string service)
    {
        using Peer server = Programs.Serve(service, "127.0.0.1:0", out string where, "--verbose");
        using (Peer client = Programs.Python(
            """
            s = conn(); s.sendall(b'12'); s.close()
            s = conn(); s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); s.sendall(b'12'); s.close()
            s = conn(); s.sendall(b'12 13\n' * 50000); s.close()
            """, where))
        {
            Assert.Equal(0, client.End().ExitCode);
        }

        server.ErrorLineContaining("ECONNRESET");
        Answers(service, where);
        Assert.DoesNotContain("bug", server.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    [Trait("Category", "Slow")]
    public void A_line_without_end_does_not_grow_the_memory()
    {
        const int Megabytes = 15;    // below what is passed over of one line
        using Peer server = Programs.Serve("sum", "127.0.0.1:0", out string where);
        Answers("sum", where);
        long before = ResidentKilobytes(server);
        using Peer client = Programs.Python(
            $"""
            s = conn()
            for i in range({Megabytes}): s.sendall(b'7' * (1 << 20))
            s.sendall(b'\n1 2\n'); s.shutdown(socket.SHUT_WR)
            print(all(s).decode())
            """, where);
        Ended ended = client.End();
        Assert.Equal("error: the line is longer than 1024 bytes\n3\n\n", ended.Output);
        long grown = ResidentKilobytes(server) - before;
        Assert.True(grown < Megabytes * 1024, $"the server grew by {grown} kB");
    }

    [NeedsTheory("python3")]
    [InlineData("65536", "300")]    // a flood: so many bytes
    [InlineData("1", "0.3")]        // a trickle: so long
    public void An_endless_line_ends_its_conversation(string piece, string limit)
    {
        using Peer server = Programs.Serve("sum", "127.0.0.1:0", out string where, "--frame-timeout", limit);
        using Peer client = Programs.Python(
            $$"""
            s = conn(); s.sendall(b'1' * 1025)
            assert s.recv(99) == b'error: the line is longer than 1024 bytes\n'
            try:
              while True: s.sendall(b'1' * {{piece}})
            except (ConnectionResetError, BrokenPipeError): print('over')
            """, where);
        client.OutputLine("over");
        Answers("sum", where);
    }

    [Fact]
    public void The_queue_is_as_long_as_the_clients_that_may_come()
    {
        const int Sacked = 28;
        int most = int.Parse(File.ReadAllText("/proc/sys/net/core/somaxconn"), CultureInfo.InvariantCulture);
        Assert.Equal(128, Backlog(1));
        Assert.Equal(Math.Min(most, 300), Backlog(300));
        Assert.Equal(Math.Min(most, 4096), Backlog(100_000));

        // The kernel tells a listener's longest queue where a connection has tcpi_sacked; linux/tcp.h.
        static int Backlog(int clients)
        {
            using var listeners = Listeners.Open(EndPointName.Parse("127.0.0.1:0"), clients: clients);
            Span<byte> info = stackalloc byte[104];
            listeners.All[0].GetOption(SocketOption.TCP_INFO, info);
            return (int)BitConverter.ToUInt32(info[Sacked..]);
        }
    }

    [NeedsFact("python3")]
    public void One_client_too_many_is_told_so_and_counted()
    {
        using Peer server = Programs.Serve("sum", "127.0.0.1:0", out string where, "--max-connections", "1");
        using Peer client = Programs.Python(
            """
            first = conn(); first.sendall(b'1 2\n'); assert first.recv(9) == b'3\n'
            print(all(conn()).decode())
            first.close()
            """, where);
        Assert.Equal("error: too many connections\n\n", client.End().Output);
        server.Signal("TERM");
        Assert.Contains("stopped: 1 served, 1 refused", server.End().Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public void A_silent_client_is_disconnected()
    {
        using Peer server = Programs.Serve("echo", "127.0.0.1:0", out string where, "--idle", "0.2", "--verbose");
        using Peer client = Programs.Python(
            """
            try: conn().recv(1)
            except ConnectionResetError: print('reset')
            """, where);
        Assert.Equal("reset\n", client.End().Output);
        server.ErrorLineContaining("the client sent nothing for 0.2 s");
    }

    [NeedsFact("python3", "prlimit")]
    [Trait("Category", "Slow")]
    public void Without_descriptors_the_server_waits_and_goes_on()
    {
        using Peer server = Programs.SockeyeUnder(["prlimit", "--nofile=100"], "serve", "echo", "127.0.0.1:0");
        string where = server.OutputLine("ready: listening on ");
        using (Peer crowd = Programs.Python("crowd = [conn() for i in range(110)]; print('all here'); sys.stdin.read()", where))
        {
            crowd.OutputLine("all here");
            server.ErrorLineContaining("pauses");
            crowd.EndInput();
            Assert.Equal(0, crowd.End().ExitCode);
        }

        Answers("echo", where);
    }

    private static void Answers(string service, string where)
    {
        using Peer client = Programs.Sockeye([service, where, "1", "2"]);
        Ended ended = client.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Equal(service == "sum" ? "3\n" : "1\n2\n", ended.Output);
    }

    private static long ResidentKilobytes(Peer server)
    {
        string line = File.ReadLines($"/proc/{server.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
