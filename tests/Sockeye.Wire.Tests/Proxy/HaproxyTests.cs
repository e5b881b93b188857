using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Proxy;
using Sockeye.Wire.Tests.Peers;

namespace Sockeye.Wire.Tests.Proxy;

/// <summary>HAProxy writes headers for us to read, and reads the ones we write.</summary>
public sealed class HaproxyTests
{
    private const string Haproxy = "/usr/sbin/haproxy";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [ProgramFact(Haproxy, "haproxy")]
    public async Task WeReadWhatHaproxyWrites()
    {
        foreach (string options in (string[])["send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c", "send-proxy-v2 proxy-v2-options crc32c,unique-id"])
        {
            using var behind = new TcpListener(IPAddress.Loopback, 0);
            behind.Start();
            string config = $"""
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 5s
                  timeout server 5s
                listen in
                  bind 127.0.0.1:PORT
                  unique-id-format ID
                  server s 127.0.0.1:{((IPEndPoint)behind.LocalEndpoint).Port} {options}
                """;
            await With(config, async port =>
            {
                using var client = new TcpClient(AddressFamily.InterNetwork);
                await client.ConnectAsync(IPAddress.Loopback, port);
                await client.GetStream().WriteAsync("payload"u8.ToArray());
                using TcpClient passed = await behind.AcceptTcpClientAsync().WaitAsync(Deadline);
                (ProxyHeader header, string rest) = await ReadHeader(passed.GetStream());
                Assert.Equal(client.Client.LocalEndPoint, header.Source);
                Assert.Equal(client.Client.RemoteEndPoint, header.Destination);
                Assert.Equal(ProxyTransport.Tcp4, header.Transport);
                Assert.Equal(options.Contains("v2", StringComparison.Ordinal) ? 2 : 1, header.Version);
                Assert.Equal(options.Contains("crc32c", StringComparison.Ordinal), header.HasChecksum);
                Assert.Equal(options.Contains("unique-id", StringComparison.Ordinal) ? "ID" : null,
                    header.Tlv(ProxyTlvTypes.UniqueId) is { } id ? Encoding.ASCII.GetString(id.Span) : null);
                Assert.StartsWith(rest, "payload", StringComparison.Ordinal);
            });
        }
    }

    [ProgramFact(Haproxy, "haproxy")]
    public async Task HaproxyReadsWhatWeWrite()
    {
        const string Config = """
            defaults
              mode http
              timeout connect 5s
              timeout client 5s
              timeout server 5s
            frontend in
              bind 127.0.0.1:PORT accept-proxy
              http-request return status 200 content-type text/plain lf-string "%[src] %[src_port] %[dst] %[dst_port] %[fc_pp_authority]"
            """;
        ProxyHeader four = new(2, ProxyTransport.Tcp4) { Source = IPEndPoint.Parse("192.0.2.1:1111"), Destination = IPEndPoint.Parse("198.51.100.2:2222") };
        ProxyHeader six = new(2, ProxyTransport.Tcp6) { Source = IPEndPoint.Parse("[2001:db8::1]:1111"), Destination = IPEndPoint.Parse("[2001:db8::2]:2222") };
        (ProxyHeader Header, string Answer)[] cases =
        [
            (four with { Version = 1 }, "192.0.2.1 1111 198.51.100.2 2222 "),
            (six with { Version = 1 }, "2001:db8::1 1111 2001:db8::2 2222 "),
            (four, "192.0.2.1 1111 198.51.100.2 2222 "),
            (six with { HasChecksum = true }, "2001:db8::1 1111 2001:db8::2 2222 "),
            (four with { HasChecksum = true, Tlvs = [new(ProxyTlvTypes.Authority, "example.org"u8.ToArray())] }, "192.0.2.1 1111 198.51.100.2 2222 example.org"),
        ];
        await With(Config, async port =>
        {
            foreach ((ProxyHeader header, string answer) in cases)
            {
                using var client = new TcpClient(AddressFamily.InterNetwork);
                await client.ConnectAsync(IPAddress.Loopback, port);
                var output = new ArrayBufferWriter<byte>();
                new ProxyHeaders().Write(header, output);
                output.Write("GET / HTTP/1.0\r\n\r\n"u8);
                await client.GetStream().WriteAsync(output.WrittenMemory);
                using var reader = new StreamReader(client.GetStream());
                string response = await reader.ReadToEndAsync().WaitAsync(Deadline);
                Assert.EndsWith("\r\n\r\n" + answer, response, StringComparison.Ordinal);
            }
        });
    }

    private static async Task<(ProxyHeader Header, string Behind)> ReadHeader(NetworkStream stream)
    {
        var feed = new FrameFeed<ProxyHeader>(new ProxyHeaders().CreateReader());
        var buffer = new byte[4096];
        long total = 0;
        using var late = new CancellationTokenSource(Deadline);
        while (true)
        {
            int got = await stream.ReadAsync(buffer, late.Token);
            Assert.NotEqual(0, got);
            feed.Add(buffer.AsSpan(0, got));
            total += got;
            if (feed.TryRead(out ProxyHeader header))
            {
                int rest = feed.Waiting;
                return (header, Encoding.ASCII.GetString(buffer, got - rest, rest));
            }

            Assert.True(total < 4096);
        }
    }

    /// <summary>Runs HAProxy on a port the kernel chose, until <paramref name="use"/> is done.</summary>
    private static async Task With(string config, Func<int, Task> use)
    {
        string directory = Directory.CreateTempSubdirectory("sockeye-haproxy").FullName;
        try
        {
            int port = FreePort();
            string file = Path.Combine(directory, "haproxy.cfg");
            await File.WriteAllTextAsync(file, config.Replace("PORT", $"{port}", StringComparison.Ordinal) + "\n");
            using Process haproxy = Process.Start(new ProcessStartInfo(Haproxy, ["-db", "-q", "-f", file]) { RedirectStandardError = true })!;
            try
            {
                await Listening(port, haproxy);
                await use(port);
            }
            finally
            {
                haproxy.Kill();
                await haproxy.WaitForExitAsync().WaitAsync(Deadline);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>HAProxy says nothing when it is ready; the kernel's table of listeners does.</summary>
    private static async Task Listening(int port, Process haproxy)
    {
        var watch = Stopwatch.StartNew();
        string row = $"0100007F:{port:X4} 00000000:0000 0A";
        while (!(await File.ReadAllTextAsync("/proc/net/tcp")).Contains(row, StringComparison.Ordinal))
        {
            Assert.False(haproxy.HasExited, "haproxy ended");
            Assert.True(watch.Elapsed < Deadline, "haproxy never listened");
            await Task.Yield();
        }
    }
}
