using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Peers;

/// <summary>Other people's clients and our servers.</summary>
public sealed class OurServersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("python3")]
    [MemberData(nameof(Places.Streams), MemberType = typeof(Places))]
    [NeedsData(Machine.Loopback6, "[::1]:0")]
    public void Python_hears_every_byte_again_also_after_its_own_end(string place)
    {
        using Peer server = Programs.Serve("echo", Places.In(_folder, place), out string where);
        using Peer client = Programs.Python(
            """
            s = conn()
            data = bytes(range(256)) * 400
            s.sendall(data); s.shutdown(socket.SHUT_WR)
            print('same' if all(s) == data else 'different')
            """, where);
        Assert.Equal("same", Succeeds(client));
    }

    [NeedsTheory("python3")]
    [MemberData(nameof(Places.Datagrams), MemberType = typeof(Places))]
    [NeedsData(Machine.Loopback6, "udp://[::1]:0")]
    public void Python_hears_every_datagram_again_one_by_one(string place)
    {
        using Peer server = Programs.Serve("echo", Places.In(_folder, place), out string where);
        using Peer client = Programs.Python(
            """
            s = conn()
            for data in (b'one', b'', bytes(range(256)), b'x' * 60000):
                s.send(data)
                assert s.recv(70000) == data
            print('same')
            """, where);
        Assert.Equal("same", Succeeds(client));
    }

    [NeedsTheory("python3")]
    [MemberData(nameof(Places.Streams), MemberType = typeof(Places))]
    [NeedsData(Machine.Loopback6, "[::1]:0")]
    public void Python_has_its_sums_done(string place)
    {
        using Peer server = Programs.Serve("sum", Places.In(_folder, place), out string where);
        using Peer client = Programs.Python(
            """
            s = conn(); f = s.makefile('rw', newline='\n')
            def ask(line):
                f.write(line); f.flush(); return f.readline()
            big = '9' * 510
            assert ask('2 40\n') == '42\n'
            assert ask('2 -40\r\n') == '-38\n'
            assert ask(big + ' ' + big + '\n') == str(int(big) * 2) + '\n'
            assert ask('\n').startswith('error: ')
            assert ask('a b\n').startswith('error: ')
            assert ask('3 4\n') == '7\n'
            f.write('no end'); f.flush(); s.shutdown(socket.SHUT_WR)
            assert f.readline() == 'error: the line does not end with a line feed\n'
            print('same')
            """, where);
        Assert.Equal("same", Succeeds(client));
    }

    [NeedsTheory("ncat", "socat")]
    [InlineData("127.0.0.1:0")]
    [NeedsData(Machine.Loopback6, "[::1]:0")]
    [InlineData("unix:PATH")]
    [InlineData("udp://127.0.0.1:0")]
    public void Ncat_and_socat_hear_their_words_again(string place)
    {
        using Peer server = Programs.Serve("echo", Places.In(_folder, place), out string where);
        (string host, string port) = Programs.HostAndPort(where);
        bool datagrams = place.StartsWith("udp:", StringComparison.Ordinal);
        bool unix = place.StartsWith("unix:", StringComparison.Ordinal);
        using (Peer ncat = unix ? Programs.Ncat("-U", port) : Programs.Ncat([.. datagrams ? ["-u"] : Array.Empty<string>(), host, port]))
        {
            ncat.Say("from ncat\n");
            ncat.OutputLine("from ncat");
            ncat.EndInput();
        }

        string address = unix ? $"UNIX-CONNECT:{port}" : datagrams ? $"UDP4:{host}:{port}" : host.Contains(':', StringComparison.Ordinal) ? $"TCP6:[{host}]:{port}" : $"TCP4:{host}:{port}";
        using Peer socat = Programs.Socat("-t", "0.2", "STDIO", address);
        socat.Say("from socat\n");
        socat.OutputLine("from socat");
        socat.EndInput();
        Assert.Equal(0, socat.End().ExitCode);
    }

    [NeedsFact("ncat")]
    public void Ncat_talks_with_listen()
    {
        using Peer listener = Programs.Sockeye("listen", "127.0.0.1:0");
        (string host, string port) = Programs.HostAndPort(listener.ErrorLine("ready: listening on "));
        using Peer ncat = Programs.Ncat(host, port);
        ncat.Say("to sockeye\n");
        listener.OutputLine("to sockeye");
        listener.Say("to ncat\n");
        ncat.OutputLine("to ncat");
        ncat.EndInput();
        listener.EndInput();
        Assert.Equal(0, listener.End().ExitCode);
        Assert.Equal(0, ncat.End().ExitCode);
    }

    private static string Succeeds(Peer client)
    {
        Ended ended = client.End();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended.Output.Trim();
    }
}
