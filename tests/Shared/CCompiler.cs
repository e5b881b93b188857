using System.ComponentModel;
using System.Diagnostics;

namespace Sockeye.Tests;

/// <summary>A C compiler used as a judge: it reads source against its system's headers and says what it found.</summary>
/// <remarks>Nothing is linked or run. A test that needs one is a NeedsFact; where it vanished all the same, the test fails with the package to install.</remarks>
internal sealed class CCompiler(string command, string packages)
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
        using Process compiler = Start();
        using CancellationTokenSource deadline = new(Limit);
        try
        {
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
            return (compiler.ExitCode == 0, await messages);
        }
        catch (OperationCanceledException)
        {
            compiler.Kill(entireProcessTree: true);
            Assert.Fail($"{command} did not finish within {Limit}.");
            throw;
        }
    }

    private Process Start()
    {
        ProcessStartInfo start = new(command, ["-std=gnu11", "-fsyntax-only", "-fno-diagnostics-show-caret", "-x", "c", "-"])
        {
            RedirectStandardInput = true,
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
}
