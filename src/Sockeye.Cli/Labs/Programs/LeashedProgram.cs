using System.ComponentModel;
using System.Diagnostics;

namespace Sockeye.Cli.Labs.Programs;

/// <summary>A learner's program, run by the shell in a process group of its own, that ends when this does, whatever it does itself.</summary>
/// <remarks>
/// Beside the program the script below starts a watchdog on a pipe whose other end only we hold. When we close it, or are killed
/// ourselves, the watchdog kills the group: no way out leaves one behind. Who has left the group is found by a mark: see <see cref="Strays"/>.
/// SIGKILL at once: a program in a lab has nothing to tidy up, and one that ignores SIGTERM would only cost time.
/// </remarks>
internal sealed class LeashedProgram : IDisposable
{
    private const string Script =
        """
        exec 3<&0
        sh -c "$1" <"$2" 3<&- &
        program=$!
        { cat <&3; kill -KILL 0; } >/dev/null 2>&1 &
        exec 3<&-
        wait "$program"
        """;

    // The end of a killed process is the kernel's work alone; this is for a machine that is very busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly string _input;
    private readonly Process _process;

    /// <param name="command">For sh -c.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="keptOutput">So many bytes of its standard output are kept.</param>
    /// <exception cref="IOException">There is no setsid(1) or sh(1), or no room for the input.</exception>
    internal LeashedProgram(string command, ReadOnlySpan<byte> input, int keptOutput)
    {
        _input = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(_input, input);
            var start = new ProcessStartInfo("setsid", ["sh", "-c", Script, "sockeye-lab", command, _input])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment[Strays.Mark] = _mark;
            _process = Process.Start(start)!;
        }
        catch (Exception cannot)
        {
            File.Delete(_input);
            if (cannot is Win32Exception)
            {
                throw new IOException($"cannot run setsid and sh, which run a learner's program: {cannot.Message}", cannot);
            }

            throw;
        }

        Output = new KeptOutput(_process.StandardOutput.BaseStream, keptOutput);
        Errors = new KeptOutput(_process.StandardError.BaseStream, 0);
    }

    internal KeptOutput Output { get; }

    internal KeptOutput Errors { get; }

    /// <summary>How it ended, or null while it runs. A signal is 128 and its number, as the shell has it.</summary>
    internal int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Waits for its end.</summary>
    /// <returns>False when time is up.</returns>
    /// <exception cref="OperationCanceledException">A signal came.</exception>
    internal bool WaitForEnd(TimeSpan patience, CancellationToken stop)
    {
        using var time = new CancellationTokenSource(patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, time.Token);
        try
        {
            _process.WaitForExitAsync(either.Token).GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The ports on which it, or what it started, listens.</summary>
    internal IReadOnlyList<int> ListeningPorts() => Programs.ListeningPorts.Of(Strays.Find(System.Text.Encoding.ASCII.GetBytes($"{Strays.Mark}={_mark}")));

    /// <summary>Ends it and all that it started.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The watchdog has gone already; the mark finds the others.
        }

        Strays.End(_mark);
        _process.WaitForExit(Patience);
        _process.Dispose();
        File.Delete(_input);
    }
}
