using System.Globalization;
using System.Net;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Clients.Tests.Peers;

/// <summary>Somebody else's server that takes no port 0: it is given one that was free a moment ago, and another where somebody was quicker. It ends with the test.</summary>
internal sealed class ListeningProgram : IDisposable
{
    private const int Attempts = 5;

    private readonly TemporaryFolder _folder;
    private readonly Peer _program;

    private ListeningProgram(TemporaryFolder folder, Peer program, int port) => (_folder, _program, Port) = (folder, program, port);

    internal int Port { get; }

    internal string Service => Port.ToString(CultureInfo.InvariantCulture);

    internal IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>What it has said so far.</summary>
    internal string Said => _program.Output + _program.Errors;

    /// <summary>Starts it, and waits until it listens on 127.0.0.1.</summary>
    /// <param name="start">Starts it on a port, with a folder of its own.</param>
    internal static ListeningProgram Start(Func<int, TemporaryFolder, Peer> start)
    {
        for (int attempt = 1; ; attempt++)
        {
            int port;
            using (Socket probe = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0)))
            {
                port = ((IPEndPoint)probe.LocalEndPoint).Port;
            }

            var folder = new TemporaryFolder();
            var program = new ListeningProgram(folder, start(port, folder), port);
            if (SpinWait.SpinUntil(() => program.HasEnded || program.Listens(), Peer.Patience) && !program.HasEnded)
            {
                return program;
            }

            string said = program.Said;
            program.Dispose();
            Assert.True(attempt < Attempts, $"it does not listen: {said}");
        }
    }

    public void Dispose()
    {
        _program.Dispose();
        _folder.Dispose();
    }

    private bool HasEnded => !Directory.Exists($"/proc/{_program.Id}") || File.ReadAllText($"/proc/{_program.Id}/stat").Contains(") Z ", StringComparison.Ordinal);

    private bool Listens()
    {
        try
        {
            using Socket socket = Socket.CreateConnection(EndPoint);
            return true;
        }
        catch (ConnectionRefusedException)
        {
            return false;
        }
    }
}
