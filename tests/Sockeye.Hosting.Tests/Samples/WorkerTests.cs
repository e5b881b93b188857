using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Tests.Samples;

/// <summary>samples/worker as a process: it reads its settings, serves, and ends in order when it is told to.</summary>
public sealed partial class WorkerTests
{
    [Fact]
    public async Task ItServes_AndOnSigterm_LetsAConversationEnd()
    {
        using var worker = new Worker("--Sockeye:Servers:adder:Endpoint=127.0.0.1:0");
        using Socket client = worker.Connect();
        using SocketReader reader = client.OpenReader();
        Assert.Equal("2", Ask(client, reader, "2"));
        Assert.Equal("42", Ask(client, reader, "40"));
        Assert.Equal("error: 'x' is no number", Ask(client, reader, "x"));
        client.SendAll("1"u8);      // half a line: its end is waited for
        worker.Signal("TERM");
        worker.Says("adder stops");
        client.SendAll("\n"u8);
        Assert.Equal("43", reader.ReadLine());
        Assert.Null(reader.ReadLine());
        Assert.Equal(0, await worker.Ended());
        Assert.Contains("1 came to their end, 0 were aborted", worker.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondSigterm_EndsItAtOnce()
    {
        using var worker = new Worker("--Sockeye:Servers:adder:Endpoint=127.0.0.1:0", "--Sockeye:Servers:adder:DrainTimeout=unlimited");
        using Socket client = worker.Connect();
        using SocketReader reader = client.OpenReader();
        Assert.Equal("2", Ask(client, reader, "2"));
        client.SendAll("1"u8);
        worker.Signal("TERM");
        worker.Says("adder stops");
        worker.Signal("TERM");
        Assert.Equal(0, await worker.Ended());
        Assert.Contains("0 came to their end, 1 were aborted", worker.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereItsPortIsTaken_ItEnds_AndSaysWhy()
    {
        using Socket taken = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        using var worker = new Worker($"--Sockeye:Servers:adder:Endpoint={taken.LocalEndPoint}");
        Assert.NotEqual(0, await worker.Ended());
        Assert.Matches($@"AddressInUseException \(98\): bind {Regex.Escape($"{taken.LocalEndPoint}")}: .*EADDRINUSE", worker.Said);
    }

    [Fact]
    public async Task WhereASettingIsWrong_ItEnds_AndSaysWhich()
    {
        using var worker = new Worker("--Sockeye:Servers:adder:MaxConnections=lots");
        Assert.NotEqual(0, await worker.Ended());
        Assert.Contains("Sockeye:Servers:adder:MaxConnections = lots: a whole number is meant", worker.Said, StringComparison.Ordinal);
    }

    private static string? Ask(Socket client, SocketReader reader, string line)
    {
        client.SendAll(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
        return reader.ReadLine();
    }

    private sealed partial class Worker : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];

        internal Worker(params string[] arguments)
        {
            // Beside the tests: artifacts/bin/PROJECT/debug or release.
            string built = Path.Combine(AppContext.BaseDirectory, "../../Sockeye.Sample.Worker", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Sockeye.Sample.Worker.dll");
            string dotnet = Environment.ProcessPath is string path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
            _process = Process.Start(new ProcessStartInfo(dotnet, [built, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
            _process.OutputDataReceived += (_, said) => Hear(said.Data);
            _process.ErrorDataReceived += (_, said) => Hear(said.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        internal string Said
        {
            get
            {
                lock (_lines)
                {
                    return string.Join('\n', _lines);
                }
            }
        }

        internal Socket Connect()
        {
            Eventually.True(() => Listening().IsMatch(Said) || _process.HasExited, Scene.Patience);
            Match at = Listening().Match(Said);
            Assert.True(at.Success, Said);
            Socket client = Socket.CreateConnection(EndPointName.Parse(at.Groups[1].Value));
            client.Timeout = Scene.Patience;
            return client;
        }

        internal void Signal(string name)
        {
            using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id}"]);
            kill.WaitForExit();
            Assert.Equal(0, kill.ExitCode);
        }

        internal void Says(string words)
        {
            Eventually.True(() => Said.Contains(words, StringComparison.Ordinal), Scene.Patience);
        }

        internal async Task<int> Ended()
        {
            await _process.WaitForExitAsync().InTime();
            return _process.ExitCode;
        }

        public void Dispose()
        {
            _process.Kill();
            _process.Dispose();
        }

        private void Hear(string? line)
        {
            lock (_lines)
            {
                _lines.Add(line ?? "");
            }
        }

        [GeneratedRegex(@"adder listens on (\S+),")]
        private static partial Regex Listening();
    }
}
