using System.Globalization;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Clients.Tests.Peers;

/// <summary>pyftpdlib: anonymous clients, who may read, and "user" with a password, who may write below "in".</summary>
internal sealed class Pyftpdlib : IFtpServer
{
    internal const string Password = "correct horse";

    private const string Program = """
        import sys
        from pyftpdlib.authorizers import DummyAuthorizer
        from pyftpdlib.servers import FTPServer
        root, mode, certificate, key, old, host = sys.argv[1:7]
        if certificate:
            from pyftpdlib.handlers import TLS_FTPHandler as Handler
            Handler.certfile, Handler.keyfile = certificate, key
            Handler.tls_control_required = Handler.tls_data_required = mode == 'explicit'
        else:
            from pyftpdlib.handlers import FTPHandler as Handler
        class Ours(Handler):
            auth_failed_timeout = 0
            banner = 'ready'
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                if mode == 'implicit':
                    self.secure_connection(self.ssl_context)
            def handle(self):
                if mode != 'implicit':
                    super().handle()
            def handle_ssl_established(self):
                if mode == 'implicit':
                    self.push('220 ready\r\n')
        if old:
            Ours.proto_cmds = {k: v for k, v in Handler.proto_cmds.items() if k not in old.split(',')}
        Ours.authorizer = DummyAuthorizer()
        Ours.authorizer.add_anonymous(root)
        Ours.authorizer.add_user('user', 'correct horse', root)
        Ours.authorizer.override_perm('user', root + '/in', 'elradfmwMT', recursive=True)
        server = FTPServer((host, 0), Ours)
        print('port', server.address[1], flush=True)
        server.serve_forever()
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Peer _program;

    /// <param name="mode">"plain", "explicit" or "implicit".</param>
    /// <param name="certificate">PEM files for TLS; null for none.</param>
    /// <param name="without">Commands that it is not to know, between commas.</param>
    /// <param name="host">Where it listens.</param>
    internal Pyftpdlib(string mode = "plain", (string Certificate, string Key)? certificate = null, string without = "", string host = "127.0.0.1")
    {
        Directory.CreateDirectory(Path.Combine(Root, "in"));
        (string pem, string key) = certificate ?? ("", "");
        _program = Peer.Start("/usr/bin/python3", "-c", Program, Root, mode, pem, key, without, host);
        Port = int.Parse(_program.OutputLine("port "), CultureInfo.InvariantCulture);
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
