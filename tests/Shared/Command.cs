using System.Diagnostics;

namespace Sockeye.Tests;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors)
{
    /// <summary>Everything it said, for a failing test.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}

/// <summary>Runs a program to its end, with a deadline, with nothing on its standard input.</summary>
internal sealed class Command(string directory)
{
    /// <summary>When it is ended by force, and the test fails.</summary>
    internal TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Set for the program on top of this process's own; null takes one away.</summary>
    internal Dictionary<string, string?> Environment { get; } = [];

    internal async Task<Ended> Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource deadline = new(Limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Limit}");
        }

        return new Ended(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs it and demands that it ends with 0.</summary>
    internal async Task<string> Succeed(string program, params string[] arguments)
    {
        Ended ended = await Run(program, arguments);
        Assert.True(ended.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {ended}");
        return ended.Output;
    }
}
