using System.Diagnostics;
using System.Text;

namespace Sockeye.Cli.Tests.Running;

/// <summary>A program that runs beside the test: ours or somebody else's. Every wait has a deadline, and it does not outlive the test.</summary>
internal sealed class Peer : IDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _name;
    private readonly Gathered _output = new();
    private readonly Gathered _errors = new();

    private Peer(string program, IEnumerable<string> arguments, Action<ProcessStartInfo>? prepare)
    {
        _name = $"{program} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("NO_COLOR");
        prepare?.Invoke(start);
        _process = Process.Start(start)!;
        _output.Follow(_process.StandardOutput.BaseStream);
        _errors.Follow(_process.StandardError.BaseStream);
    }

    internal int Id => _process.Id;

    internal Stream Input => _process.StandardInput.BaseStream;

    internal string Output => _output.Text;

    internal string Errors => _errors.Text;

    internal byte[] OutputBytes => _output.Bytes;

    internal static Peer Start(string program, params IEnumerable<string> arguments) => new(program, arguments, null);

    internal static Peer Start(Action<ProcessStartInfo> prepare, string program, params IEnumerable<string> arguments) => new(program, arguments, prepare);

    /// <summary>The rest of the first line of output that begins so; waits for it.</summary>
    internal string OutputLine(string beginning) => Line(_output, beginning);

    /// <summary>The same for standard error.</summary>
    internal string ErrorLine(string beginning) => Line(_errors, beginning);

    /// <summary>The first line of standard error with these words in it.</summary>
    internal string ErrorLineContaining(string words)
        => _errors.WaitFor(text => text.Split('\n')[..^1].FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal)), Patience)
            ?? throw new TimeoutException($"{_name} did not say '{words}'\n{Output}\n{Errors}");

    internal void Say(string text) => Say(Encoding.UTF8.GetBytes(text));

    internal void Say(byte[] bytes)
    {
        Input.Write(bytes);
        Input.Flush();
    }

    internal void EndInput() => _process.StandardInput.Close();

    internal void Signal(string name)
    {
        using Process kill = Process.Start("bash", ["-c", $"kill -{name} {Id}"]);
        Assert.True(kill.WaitForExit(Patience));
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <param name="patience">How long that may take; null for <see cref="Patience"/>.</param>
    internal Ended End(TimeSpan? patience = null)
    {
        Assert.True(_process.WaitForExit(patience ?? Patience), $"{_name} did not end in time\n{Output}\n{Errors}");
        _output.WaitForEnd(Patience);
        _errors.WaitForEnd(Patience);
        return new Ended(_process.ExitCode, Output, Errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Line(Gathered from, string beginning)
    {
        string? found = from.WaitFor(text => text.Split('\n')[..^1].FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)), Patience);
        return found?[beginning.Length..] ?? throw new TimeoutException($"{_name} did not say '{beginning}'\n{Output}\n{Errors}");
    }
}
