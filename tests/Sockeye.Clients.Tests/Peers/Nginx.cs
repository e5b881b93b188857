using System.Globalization;
using System.Net;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Clients.Tests.Peers;

/// <summary>nginx on loopback, in a folder of its own: the files it serves are below <see cref="Files"/>. It ends with the test.</summary>
internal sealed class Nginx : IDisposable
{
    private const int Attempts = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly Peer _program;

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="server">What stands in its server block behind listen and root; FILES is its folder.</param>
    /// <param name="listen">Behind the address: "ssl http2", say.</param>
    internal Nginx(string server = "", string listen = "")
    {
        Directory.CreateDirectory(Files);
        for (int attempt = 1; ; attempt++)
        {
            // nginx takes no port 0: one that was free a moment ago, and another where somebody else was quicker.
            using (Socket probe = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0)))
            {
                Port = ((IPEndPoint)probe.LocalEndPoint).Port;
            }

            _program = Peer.Start("/usr/sbin/nginx", "-c", _folder.Write("nginx.conf", Configuration(server, listen)), "-p", _folder.Path, "-e", "stderr");
            if (SpinWait.SpinUntil(Listens, Peer.Patience) && !_program.Errors.Contains("[emerg]", StringComparison.Ordinal))
            {
                return;
            }

            _program.Dispose();
            Assert.True(attempt < Attempts, $"nginx does not listen: {_program.Errors}");
        }
    }

    internal int Port { get; }

    /// <summary>Host and port.</summary>
    internal string Authority => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    internal IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>The folder it serves.</summary>
    internal string Files => _folder.Below("files");

    /// <summary>Its own folder: for certificates, say, before it starts.</summary>
    internal string Folder => _folder.Path;

    public void Dispose()
    {
        _program.Dispose();
        _folder.Dispose();
    }

    private bool Listens()
    {
        if (_program.Errors.Contains("[emerg]", StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            using Socket socket = Socket.CreateConnection(new IPEndPoint(IPAddress.Loopback, Port));
            return true;
        }
        catch (ConnectionRefusedException)
        {
            return false;
        }
    }

    private string Configuration(string server, string listen) =>
        $$"""
        daemon off;
        master_process off;
        pid {{_folder.Below("pid")}};
        events { worker_connections 256; }
        http {
            access_log off;
            client_body_temp_path {{_folder.Below("body")}};
            proxy_temp_path {{_folder.Below("proxy")}};
            fastcgi_temp_path {{_folder.Below("fastcgi")}};
            uwsgi_temp_path {{_folder.Below("uwsgi")}};
            scgi_temp_path {{_folder.Below("scgi")}};
            default_type text/plain;
            server {
                listen 127.0.0.1:{{Port}} {{listen}};
                root {{Files}};
                {{server.Replace("FILES", Files + "/", StringComparison.Ordinal)}}
            }
        }
        """;
}
