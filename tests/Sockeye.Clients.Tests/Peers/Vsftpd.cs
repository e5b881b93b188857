using System.Globalization;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Clients.Tests.Peers;

/// <summary>vsftpd, for anonymous clients.</summary>
internal sealed class Vsftpd : IFtpServer
{
    private readonly TemporaryFolder _folder = new();
    private readonly Peer _program;

    /// <param name="settings">More lines of its configuration.</param>
    /// <param name="certificate">PEM files for TLS; null for none.</param>
    internal Vsftpd(string settings = "", (string Certificate, string Key)? certificate = null)
    {
        const UnixFileMode Everybody = (UnixFileMode)0x1ff;
        const UnixFileMode ReadOnly = (UnixFileMode)0x16d;
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1ed);
        Directory.CreateDirectory(Path.Combine(Root, "in"));
        Directory.CreateDirectory(_folder.Below("empty"));
        File.SetUnixFileMode(Path.Combine(Root, "in"), Everybody);
        File.SetUnixFileMode(Root, ReadOnly);       // vsftpd lets nobody into a root that can be written
        string tls = certificate is not var (pem, key) ? "" : $"""

            ssl_enable=YES
            allow_anon_ssl=YES
            force_local_data_ssl=NO
            force_local_logins_ssl=NO
            rsa_cert_file={pem}
            rsa_private_key_file={key}
            ssl_ciphers=HIGH
            """;
        string configuration = _folder.Write("vsftpd.conf", $"""
            listen=YES
            listen_address=127.0.0.1
            listen_port=0
            background=NO
            anonymous_enable=YES
            no_anon_password=YES
            anon_root={Root}
            anon_umask=022
            anon_upload_enable=YES
            anon_mkdir_write_enable=YES
            anon_other_write_enable=YES
            write_enable=YES
            ascii_download_enable=YES
            ascii_upload_enable=YES
            secure_chroot_dir={_folder.Below("empty")}
            seccomp_sandbox=NO{tls}
            {settings}

            """);
        _program = Peer.Start("/usr/sbin/vsftpd", configuration);
        Port = ListeningPort.Of(_program);
    }

    public int Port { get; }

    public string Root => _folder.Below("root");

    internal string Service => Port.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _program.Dispose();
        _folder.Dispose();
    }
}
