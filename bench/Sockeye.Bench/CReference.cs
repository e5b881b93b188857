using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sockeye.Bench;

/// <summary>Compiles roundtrip.c and loads it, so that C runs in the same process, thread and round as the others.</summary>
internal sealed unsafe class CReference : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sockeye-bench-").FullName;
    private readonly nint _library;
    private readonly delegate* unmanaged<int, int, int, nuint, int> _roundTrips;

    internal CReference()
    {
        string library = Path.Combine(_folder, "libroundtrip.so");
        using Process gcc = Process.Start("gcc", ["-O2", "-shared", "-fPIC", "-o", library, Path.Combine(AppContext.BaseDirectory, "roundtrip.c")]);
        gcc.WaitForExit();
        if (gcc.ExitCode != 0)
        {
            throw new InvalidOperationException("gcc could not compile roundtrip.c");
        }

        _library = NativeLibrary.Load(library);
        _roundTrips = (delegate* unmanaged<int, int, int, nuint, int>)NativeLibrary.GetExport(_library, "round_trips");
    }

    internal void RoundTrips(int first, int second, int count, int size)
    {
        if (_roundTrips(first, second, count, (nuint)size) != 0)
        {
            throw new InvalidOperationException("a call of the C reference failed");
        }
    }

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        Directory.Delete(_folder, recursive: true);
    }
}
