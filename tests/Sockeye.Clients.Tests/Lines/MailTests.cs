using System.Text;
using Sockeye.Clients.Lines;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Tests.Lines;

/// <summary>Whole mails, handed to other people's servers line by line.</summary>
public sealed class MailTests
{
    private static readonly TestAuthority s_authority = new();

    public static TheoryData<bool> Forms => Form.Both;

    [NeedsTheory("aiosmtpd")]
    [MemberData(nameof(Forms))]
    public async Task Aiosmtpd_TakesAMail(bool blocking)
    {
        using ListeningProgram server = Programs.Aiosmtpd();
        var record = new Conversation();
        Form talk = await Form.To(server.EndPoint, blocking, new LineClientOptions { Client = new ClientOptions { Conversation = record } });
        await Answer(talk, "220");
        await Ask(talk, "EHLO client.test", "250");
        await SendMail(talk);
        Eventually.True(() => server.Said.Contains("a line\n.and one that begins with a dot", StringComparison.Ordinal), Form.Patience);
        string dialogue = DialogueWriter.ToText(record);
        Assert.Contains("Client: MAIL FROM:<from@client.test>\\r\\n\nServer: 250 OK\\r\\n\n", dialogue, StringComparison.Ordinal);
    }

    [NeedsTheory("postfix", "setpriv")]
    [MemberData(nameof(Forms))]
    public async Task Postfix_TakesAMail_InTls(bool blocking)
    {
        using var folder = new TemporaryFolder();
        using ListeningProgram server = Programs.Postfix(s_authority.Write(folder, "mail", s_authority.Issue(["mail.test"])));
        Form talk = await Form.To(server.EndPoint, blocking);
        await Answer(talk, "220");
        Assert.Contains("250-STARTTLS", await Ask(talk, "EHLO client.test", "250"));
        await Ask(talk, "STARTTLS", "220");
        await talk.StartTls(new TlsClientOptions { HostName = "mail.test", Trust = TlsTrust.Only(s_authority.Certificate) });
        Assert.DoesNotContain("250-STARTTLS", await Ask(talk, "EHLO client.test", "250"));
        await SendMail(talk);
    }

    [NeedsTheory("aiosmtpd")]
    [MemberData(nameof(Forms))]
    public async Task Aiosmtpd_TakesAMail_InTls(bool blocking)
    {
        using var folder = new TemporaryFolder();
        using ListeningProgram server = Programs.Aiosmtpd(s_authority.Write(folder, "mail", s_authority.Issue(["mail.test"])));
        Form talk = await Form.To(server.EndPoint, blocking);
        await Answer(talk, "220");
        await Ask(talk, "EHLO client.test", "250");
        await Ask(talk, "MAIL FROM:<from@client.test>", "530");
        await Ask(talk, "STARTTLS", "220");
        await talk.StartTls(new TlsClientOptions { HostName = "mail.test", Trust = TlsTrust.Only(s_authority.Certificate) });
        await Ask(talk, "EHLO client.test", "250");
        await SendMail(talk);
        Eventually.True(() => server.Said.Contains("begins with a dot", StringComparison.Ordinal), Form.Patience);
    }

    private static async Task SendMail(Form talk)
    {
        await Ask(talk, "MAIL FROM:<from@client.test>", "250");
        await Ask(talk, "RCPT TO:<to@mail.test>", "250");
        await Ask(talk, "DATA", "354");
        talk.Client.Write("Subject: lines\r\n\r\na line\r\n..and one that begins with a dot\r\n"u8.ToArray());
        await Ask(talk, ".", "250");
        await Ask(talk, "QUIT", "221");
        Assert.Null(await talk.TryReadLine());
    }

    private static async Task<List<string>> Ask(Form talk, string line, string code)
    {
        await talk.WriteLine(line);
        return await Answer(talk, code);
    }

    // All lines of a reply: all but the last have a dash behind the code.
    private static async Task<List<string>> Answer(Form talk, string code)
    {
        var lines = new List<string>();
        do
        {
            lines.Add(await talk.ReadLine());
            Assert.True(lines[^1].StartsWith(code, StringComparison.Ordinal), new StringBuilder().AppendJoin('\n', lines).ToString());
        }
        while (lines[^1].AsSpan(code.Length).StartsWith("-"));
        return lines;
    }
}
