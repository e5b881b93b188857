using System.Globalization;
using System.Text.RegularExpressions;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Clients.Tests.Peers;

/// <summary>Python's http.server for a folder, on loopback. It ends with the test.</summary>
internal sealed partial class PythonHttpServer : IDisposable
{
    private readonly Peer _program;

    private PythonHttpServer(Peer program, int port) => (_program, Port) = (program, port);

    internal int Port { get; }

    internal static PythonHttpServer Start(string folder)
    {
        Peer program = Peer.Start("/usr/bin/python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, "0");
        Match? told = null;
        Eventually.True(() => (told = Told().Match(program.Output)).Success, Peer.Patience);
        return new PythonHttpServer(program, int.Parse(told!.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    public void Dispose() => _program.Dispose();

    [GeneratedRegex(@"port (\d+)")]
    private static partial Regex Told();
}
