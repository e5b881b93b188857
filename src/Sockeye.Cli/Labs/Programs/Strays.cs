using System.Diagnostics;
using System.Text;

namespace Sockeye.Cli.Labs.Programs;

/// <summary>Ends what a program started and what left its process group since: all inherited a mark in their environment.</summary>
internal static class Strays
{
    internal const string Mark = "SOCKEYE_LAB";

    // Who is found may have started another meanwhile: again until nobody is left, but a program that only multiplies does not hold us.
    private const int Rounds = 20;

    // Amid its exec a process has no environment to be read for a moment: nobody must be found twice in a row.
    private const int QuietRounds = 2;

    internal static void End(string mark)
    {
        byte[] wanted = Encoding.ASCII.GetBytes($"{Mark}={mark}");
        for (int round = 0, quiet = 0; round < Rounds && quiet < QuietRounds; round++)
        {
            quiet = EndOnce(wanted) ? 0 : quiet + 1;
        }
    }

    /// <summary>The processes that carry the mark.</summary>
    internal static IEnumerable<int> Find(byte[] mark)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int process) && process != Environment.ProcessId && Carries(folder, mark))
            {
                yield return process;
            }
        }
    }

    private static bool EndOnce(byte[] mark)
    {
        bool found = false;
        foreach (int id in Find(mark))
        {
            found = true;
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It ended by itself, or it has become somebody else's.
            }
        }

        return found;
    }

    private static bool Carries(string process, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(process + "/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false;    // another user's, or one that ended meanwhile
        }
    }
}
