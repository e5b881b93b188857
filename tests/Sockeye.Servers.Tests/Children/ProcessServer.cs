using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Servers.Tests.Handlers;

namespace Sockeye.Servers.Tests.Children;

/// <summary>A server whose workers are this assembly once more. Its client says what the handler shall do; what the server has counted is printed at its end.</summary>
internal static class ProcessServer
{
    internal const string Name = "processes";
    internal const string Commands = "commands";
    internal const string Impatient = "impatient";
    internal const string Frames = "frames";
    internal const string Secure = "secure";

    /// <summary>Sends four bytes back.</summary>
    internal const byte Echo = 1;

    /// <summary>Answers which process it is.</summary>
    internal const byte Who = 2;

    /// <summary>Ends its process.</summary>
    internal const byte Die = 3;

    /// <summary>Throws.</summary>
    internal const byte Throw = 4;

    internal static void Serve(string what)
    {
        var options = new ServingOptions
        {
            By = ServeBy.Processes,
            MaxProcesses = 2,
            IdleTimeout = TimeSpan.FromSeconds(what == Impatient ? 3 : 30),
            Verify = static client => ((IPEndPoint)client).Address.Equals(IPAddress.Loopback),
            Failed = static (_, error) => Console.WriteLine($"told: {error.GetType().Name}"),
            StopsOnSignals = true,
            Tls = what == Secure ? new TlsServerOptions { Certificates = ServerCertificates.Development() } : null,
        };
        using TcpServer server = what == Frames
            ? new TcpServer(Scene.Anywhere, static () => new EchoFrames(), options)
            : new TcpServer(Scene.Anywhere, Obey, options);
        Console.WriteLine(((IPEndPoint)server.LocalEndPoint).Port.ToString(CultureInfo.InvariantCulture));
        server.ServeForever();
        Console.WriteLine(server.Shutdown());
        Console.WriteLine($"served {server.Counts.Served} failed {server.Counts.Failed} idle {server.Counts[Limit.Idle]} verified {server.Counts[Limit.Verified]} handshake {server.Counts[Limit.Handshake]}");
    }

    private static async Task Obey(StreamRequest request)
    {
        while (true)
        {
            ReadResult read = await request.Input.ReadAtLeastAsync(4);
            if (read.Buffer.Length < 4)
            {
                return;
            }

            byte[] word = read.Buffer.Slice(0, 4).ToArray();
            request.Input.AdvanceTo(read.Buffer.GetPosition(4));
            switch (word[0])
            {
                case Echo:
                    await request.Output.WriteAsync(word);
                    break;

                case Who:
                    await request.Output.WriteAsync(BitConverter.GetBytes(Environment.ProcessId));
                    break;

                case Die:
                    Environment.Exit(9);
                    break;

                default:
                    throw new InvalidDataException("on purpose");
            }
        }
    }
}
