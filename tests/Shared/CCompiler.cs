using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sockeye.Tests;

/// <summary>A C compiler used as a judge: it reads source against its system's headers and says what it found.</summary>
/// <remarks>Nothing is linked or run. A test that needs one is a NeedsFact; where it vanished all the same, the test fails with the package to install.</remarks>
internal sealed partial class CCompiler(string command, string packages)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>This machine's compiler and C library.</summary>
    public static CCompiler Gcc { get; } = new("gcc", "gcc and libc6-dev");

    /// <summary>The headers of musl, on this machine's architecture.</summary>
    public static CCompiler MuslGcc { get; } = new("musl-gcc", "musl-tools");

    /// <summary>The headers of glibc on arm64.</summary>
    public static CCompiler Arm64Gcc { get; } = new("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu and libc6-dev-arm64-cross");

    /// <summary>Checks a C source without making anything of it.</summary>
    /// <param name="source">The text of the C file.</param>
    /// <returns>Whether it compiled, and all that the compiler said.</returns>
    public async Task<(bool Compiled, string Messages)> CheckAsync(string source)
    {
        (bool compiled, _, string messages) = await RunAsync(source, "-fsyntax-only");
        return (compiled, messages);
    }

    /// <summary>The names that a C source and what it includes give a value: macros without arguments, and members of enums.</summary>
    public async Task<HashSet<string>> NamesAsync(string source)
    {
        (_, string macros, _) = await RunAsync(source, "-E", "-dM");
        (_, string text, _) = await RunAsync(source, "-E", "-P");
        return
        [
            .. Macro().Matches(macros).Select(static macro => macro.Groups[1].Value),
            .. EnumBody().Matches(text).SelectMany(static body => Enumerator().Matches(body.Groups[1].Value)).Select(static member => member.Groups[1].Value),
        ];
    }

    private async Task<(bool Done, string Output, string Messages)> RunAsync(string source, params string[] what)
    {
        using Process compiler = Start(what);
        using CancellationTokenSource deadline = new(Limit);
        try
        {
            Task<string> output = compiler.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> messages = compiler.StandardError.ReadToEndAsync(deadline.Token);
            try
            {
                await compiler.StandardInput.WriteAsync(source.AsMemory(), deadline.Token);
                compiler.StandardInput.Close();
            }
            catch (IOException)
            {
                // It stopped reading; what it said tells why.
            }

            await compiler.WaitForExitAsync(deadline.Token);
            return (compiler.ExitCode == 0, await output, await messages);
        }
        catch (OperationCanceledException)
        {
            compiler.Kill(entireProcessTree: true);
            Assert.Fail($"{command} did not finish within {Limit}.");
            throw;
        }
    }

    private Process Start(string[] what)
    {
        ProcessStartInfo start = new(command, ["-std=gnu11", .. what, "-fno-diagnostics-show-caret", "-x", "c", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Fail($"This test needs the C compiler {command}: install the Debian package {packages}.");
            throw;
        }
    }

    [GeneratedRegex(@"^#define (\w+) \S", RegexOptions.Multiline)]
    private static partial Regex Macro();

    [GeneratedRegex(@"\benum\b[^{;]*\{([^}]*)\}")]
    private static partial Regex EnumBody();

    [GeneratedRegex(@"(?:^|,)\s*(\w+)")]
    private static partial Regex Enumerator();
}
