using System.Globalization;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Clients.Tests.Peers;

/// <summary>Other people's servers of mail and news, and proxies, each on loopback and in a folder of its own.</summary>
internal static class Programs
{
    private const string Python = "/usr/bin/python3";

    /// <summary>aiosmtpd, which prints each mail that it takes; with a certificate it has STARTTLS, and demands it.</summary>
    internal static ListeningProgram Aiosmtpd((string Certificate, string Key)? tls = null) => ListeningProgram.Start((port, _) =>
    {
        string[] secure = tls is var (certificate, key) ? ["--tlscert", certificate, "--tlskey", key] : [];
        return Peer.Start(Python, ["-u", "-m", "aiosmtpd", "-n", "-l", Text($"127.0.0.1:{port}"), .. secure]);
    });

    /// <summary>postfix, which throws mail for mail.test away; with a certificate it has STARTTLS.</summary>
    internal static ListeningProgram Postfix((string Certificate, string Key)? tls = null) => ListeningProgram.Start((port, folder) =>
    {
        // Its own user goes in and out here.
        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder.Path, Everybody);
        string[] made = ["queue", "data", "conf/postfix-files.d", "conf/dynamicmaps.cf.d"];
        foreach (string one in made)
        {
            Directory.CreateDirectory(folder.Below(one));
        }

        string secure = tls is var (certificate, key) ? $"smtpd_tls_security_level = may\nsmtpd_tls_cert_file = {certificate}\nsmtpd_tls_key_file = {key}\n" : "";
        folder.Write("conf/main.cf", $"""
            compatibility_level = 3.6
            queue_directory = {folder.Below("queue")}
            data_directory = {folder.Below("data")}
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mail.test
            mydestination = mail.test
            local_transport = discard
            local_recipient_maps =
            alias_maps =
            maillog_file = /dev/stdout
            {secure}
            """);
        folder.Write("conf/master.cf", Text($"""
            127.0.0.1:{port} inet n - n - - smtpd
            postlog unix-dgram n - n - 1 postlogd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            anvil unix - - n - 1 anvil

            """));
        return Peer.Start("bash", "-c", $"chown postfix '{folder.Below("data")}' && exec postfix -c '{folder.Below("conf")}' start-fg");
    });

    /// <summary>One of the dummy servers of CPython's own tests: pop3, imap, nntp.</summary>
    /// <param name="protocol">Which.</param>
    /// <param name="port">Where it listens.</param>
    internal static Peer PythonChat(string protocol, out int port)
    {
        Peer server = Peer.Start(Python, "-W", "ignore", Path.Combine(AppContext.BaseDirectory, "Peers", "python_chat.py"), protocol);
        port = int.Parse(server.OutputLine("listening on "), CultureInfo.InvariantCulture);
        return server;
    }

    /// <summary>microsocks, a SOCKS 5 proxy.</summary>
    internal static ListeningProgram Microsocks(string? user = null, string? password = null)
        => ListeningProgram.Start((port, _) => Peer.Start("microsocks", ["-i", "127.0.0.1", "-p", Text($"{port}"), .. user is null ? (string[])[] : ["-u", user, "-P", password!]]));

    /// <summary>tinyproxy, an HTTP proxy.</summary>
    internal static ListeningProgram Tinyproxy(string? user = null, string? password = null) => ListeningProgram.Start((port, folder) =>
    {
        string authentication = user is null ? "" : $"BasicAuth {user} {password}";
        return Peer.Start("tinyproxy", "-d", "-c", folder.Write("tinyproxy.conf", Text($"Port {port}\nListen 127.0.0.1\nTimeout 60\nAllow 127.0.0.1\nMaxClients 20\n{authentication}\n")));
    });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
