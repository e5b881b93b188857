using Sockeye.Cli.Tests.Running;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Connections.Tls;

namespace Sockeye.Clients.Tests.Lines;

/// <summary>POP3, IMAP and NNTP with the servers that CPython tests its own clients against.</summary>
public sealed class PythonChatTests
{
    private const string Authority = "/usr/lib/python3.11/test/pycacert.pem";

    public static TheoryData<bool> Forms => Form.Both;

    [NeedsTheory("test_socket")]
    [MemberData(nameof(Forms))]
    public async Task Pop3_GivesAMessage_InTlsToo(bool blocking)
    {
        using Peer server = Programs.PythonChat("pop3", out int port);
        Form talk = await To(port, blocking);
        Assert.StartsWith("+OK dummy pop3 server ready.", await talk.ReadLine(), StringComparison.Ordinal);
        Assert.Equal("+OK password required", await Ask(talk, "USER guido"));
        Assert.Equal("+OK 116 bytes", await Ask(talk, "RETR 1"));
        Assert.Equal(8, (await UpToDot(talk)).Count);
        Assert.Equal("+OK Begin TLS negotiation", await Ask(talk, "STLS"));
        await talk.StartTls(new TlsClientOptions { HostName = "localhost", Trust = TlsTrust.FromPem(Authority) });
        Assert.Equal("+OK", await Ask(talk, "LIST"));
        Assert.Equal(["1 1", "2 2", "3 3", "4 4", "5 5"], await UpToDot(talk));
        Assert.Equal("+OK closing.", await Ask(talk, "QUIT"));
        Assert.Null(await talk.TryReadLine());
    }

    [NeedsTheory("test_socket")]
    [MemberData(nameof(Forms))]
    public async Task Imap_AnswersWithTags(bool blocking)
    {
        using Peer server = Programs.PythonChat("imap", out int port);
        Form talk = await To(port, blocking);
        Assert.Equal("* OK IMAP4rev1", await talk.ReadLine());
        Assert.Equal("a1 OK LOGIN completed", await Ask(talk, "a1 LOGIN user pass"));
        Assert.Equal("* 2 EXISTS", await Ask(talk, "a2 SELECT inbox"));
        Assert.Equal("a2 OK [READ-WRITE] SELECT completed.", await talk.ReadLine());
        Assert.Equal("* BYE IMAP4ref1 Server logging out", await Ask(talk, "a3 LOGOUT"));
    }

    [NeedsTheory("test_socket")]
    [MemberData(nameof(Forms))]
    public async Task Nntp_GivesAnArticle_AndTakesOne(bool blocking)
    {
        using Peer server = Programs.PythonChat("nntp", out int port);
        Form talk = await To(port, blocking);
        Assert.Equal("200 NNTP mock server", await talk.ReadLine());
        Assert.Equal("211 486 761 1265 fr.comp.lang.python", await Ask(talk, "GROUP fr.comp.lang.python"));
        Assert.StartsWith("220 3000237 ", await Ask(talk, "ARTICLE"), StringComparison.Ordinal);
        Assert.Contains("From: \"Demo User\" <nobody@example.net>", await UpToDot(talk));
        Assert.StartsWith("340 ", await Ask(talk, "POST"), StringComparison.Ordinal);
        await talk.WriteLine("Subject: lines");
        await talk.WriteLine("");
        Assert.Equal("240 Article received OK", await Ask(talk, "."));
        Assert.Equal("205 Bye!", await Ask(talk, "QUIT"));
    }

    private static Task<Form> To(int port, bool blocking) => Form.To(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port), blocking);

    private static async Task<string> Ask(Form talk, string line)
    {
        await talk.WriteLine(line);
        return await talk.ReadLine();
    }

    private static async Task<List<string>> UpToDot(Form talk)
    {
        var lines = new List<string>();
        for (string line; (line = await talk.ReadLine()) != ".";)
        {
            lines.Add(line);
        }

        return lines;
    }
}
