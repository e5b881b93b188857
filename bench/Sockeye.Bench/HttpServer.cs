using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Bench;

/// <summary>nginx on one processor, with 1 KiB in memory: the neutral server that clients are measured against.</summary>
internal sealed class HttpServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sockeye-bench-").FullName;
    private readonly Process _nginx;

    internal HttpServer(int processor)
    {
        using (Socket probe = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            Port = ((IPEndPoint)probe.LocalEndPoint).Port;
        }

        File.WriteAllText(
            Path.Combine(_folder, "nginx.conf"),
            $$"""
            daemon off;
            master_process off;
            pid {{_folder}}/pid;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path {{_folder}}/1; proxy_temp_path {{_folder}}/2; fastcgi_temp_path {{_folder}}/3; uwsgi_temp_path {{_folder}}/4; scgi_temp_path {{_folder}}/5;
                keepalive_requests 1000000000;
                keepalive_timeout 1h;
                server { listen 127.0.0.1:{{Port}}; location / { default_type text/plain; return 200 "{{new string('x', 1024)}}"; } }
            }
            """);
        var start = new ProcessStartInfo("taskset", ["-c", processor.ToString(CultureInfo.InvariantCulture), "/usr/sbin/nginx", "-c", Path.Combine(_folder, "nginx.conf"), "-p", _folder, "-e", "stderr"]);
        _nginx = Process.Start(start)!;
        if (!SpinWait.SpinUntil(Listens, TimeSpan.FromSeconds(10)))
        {
            Dispose();
            throw new InvalidOperationException("nginx does not listen: apt-get install nginx-light");
        }
    }

    internal int Port { get; }

    internal TimeSpan ProcessorTime
    {
        get
        {
            _nginx.Refresh();
            return _nginx.TotalProcessorTime;
        }
    }

    public void Dispose()
    {
        _nginx.Kill();
        _nginx.WaitForExit();
        _nginx.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private bool Listens()
    {
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
}
