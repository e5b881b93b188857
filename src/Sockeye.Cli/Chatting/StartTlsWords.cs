using Sockeye.Clients.Lines;
using Sockeye.Connections.Tls;

namespace Sockeye.Cli.Chatting;

/// <summary>What is said in each protocol so that plain talk goes on in TLS.</summary>
internal sealed class StartTlsWords
{
    private const string Tag = "a0";

    private static readonly StartTlsWords[] s_all =
    [
        new("smtp", "220", $"EHLO {Environment.MachineName}", "STARTTLS", "220"),
        new("lmtp", "220", $"LHLO {Environment.MachineName}", "STARTTLS", "220"),
        new("imap", "* OK", null, $"{Tag} STARTTLS", $"{Tag} OK"),
        new("pop3", "+OK", null, "STLS", "+OK"),
        new("nntp", "20", null, "STARTTLS", "382"),
        new("ftp", "220", null, "AUTH TLS", "234"),
    ];

    private readonly string _greeting;
    private readonly string? _hello;
    private readonly string _ask;
    private readonly string _yes;

    private StartTlsWords(string name, string greeting, string? hello, string ask, string yes)
        => (Name, _greeting, _hello, _ask, _yes) = (name, greeting, hello, ask, yes);

    internal static string Names { get; } = string.Join(", ", s_all.Select(static one => one.Name));

    internal string Name { get; }

    /// <exception cref="UsageException">There is no such protocol.</exception>
    internal static StartTlsWords Of(string name) => Array.Find(s_all, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"--starttls takes {Names}, and not '{name}'");

    /// <summary>From the greeting into TLS.</summary>
    /// <exception cref="RefusedException">The server does not want to, or speaks something else; its own words are in the message.</exception>
    internal void Run(LineClient client, TlsClientOptions options)
    {
        Demand(client, _greeting, null);
        if (_hello is not null)
        {
            client.WriteLine(_hello);
            Demand(client, "250", null);
        }

        client.WriteLine(_ask);
        Demand(client, _yes, _ask);
        client.StartTls(options);
    }

    private void Demand(LineClient client, string due, string? asked)
    {
        string line;
        do
        {
            line = client.ReadLine();
        }
        while (IsMoreToCome(line, due));

        if (!line.StartsWith(due, StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(asked is null ? $"{client.Peer} speaks no {Name}: it says \"{line}\"" : $"{client.Peer} does not begin TLS: to {asked} it says \"{line}\"");
        }
    }

    // "220-" is not the last line of a reply, and "* " in IMAP not the answer to a command.
    private bool IsMoreToCome(string line, string due) => line is [>= '0' and <= '9', _, _, '-', ..] || (Name == "imap" && due != _greeting && line.StartsWith('*'));
}
