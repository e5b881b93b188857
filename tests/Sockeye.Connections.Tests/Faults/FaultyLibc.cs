using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Native;

namespace Sockeye.Connections.Tests.Faults;

/// <summary>
/// Errors that the kernel gives seldom, on demand. The P/Invokes of Sockeye.Native are resolved to a small library that stands before libc: it fails
/// the calls that it is told to, by descriptor, and passes on all others. Nothing in the product knows of it.
/// </summary>
internal static unsafe class FaultyLibc
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdarg.h>
        #include <stdatomic.h>
        #include <sys/epoll.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <unistd.h>

        enum { RECV, SEND, ACCEPT, WAIT, CONTROL, KINDS, FDS = 65536 };
        static atomic_int left[KINDS][FDS], error[KINDS][FDS];

        void faulty_arm(int kind, int fd, int times, int code) {
            atomic_store(&error[kind][fd], code);
            atomic_store(&left[kind][fd], times);
        }

        int faulty_left(int kind, int fd) { return atomic_load(&left[kind][fd]); }

        static int fails(int kind, int fd) {
            if (fd < 0 || fd >= FDS || atomic_load(&left[kind][fd]) <= 0 || atomic_fetch_sub(&left[kind][fd], 1) <= 0)
                return 0;
            errno = atomic_load(&error[kind][fd]);
            return 1;
        }

        static long (*real)(long, ...);

        __attribute__((constructor)) static void find(void) { real = dlsym(RTLD_DEFAULT, "syscall"); }

        long syscall(long number, ...) {
            va_list v;
            va_start(v, number);
            long a[6];
            for (int i = 0; i < 6; i++) a[i] = va_arg(v, long);
            va_end(v);
            int kind = number == SYS_recvfrom ? RECV : number == SYS_sendto ? SEND : KINDS;
            return kind < KINDS && fails(kind, (int)a[0]) ? -1 : real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        }

        int accept4(int fd, struct sockaddr *a, socklen_t *n, int flags) {
            return fails(ACCEPT, fd) ? -1 : real(SYS_accept4, fd, a, n, flags);
        }

        int epoll_wait(int fd, struct epoll_event *e, int n, int ms) {
            return fails(WAIT, fd) ? -1 : real(SYS_epoll_pwait, fd, e, n, ms, 0, 8);
        }

        int epoll_ctl(int epoll, int op, int fd, struct epoll_event *e) {
            return fails(CONTROL, fd) ? -1 : syscall(SYS_epoll_ctl, epoll, op, fd, e);
        }
        """;

    private static nint s_library;

    internal enum Call
    {
        Receive,
        Send,
        Accept,
        Wait,
        Watch,
    }

    /// <summary>The next <paramref name="times"/> of these calls on that descriptor fail.</summary>
    internal static void Arm(Call call, int descriptor, int times, Errno error)
        => ((delegate* unmanaged<int, int, int, int, void>)Export("faulty_arm"))((int)call, descriptor, times, (int)error);

    /// <summary>How many of them have not failed yet.</summary>
    internal static int Left(Call call, int descriptor) => ((delegate* unmanaged<int, int, int>)Export("faulty_left"))((int)call, descriptor);

    // Before the first call of any test: each function is resolved once.
    [ModuleInitializer]
    internal static void Stand()
    {
        if (Machine.WhyNot("gcc") is not null)
        {
            return;
        }

        string file = Path.Combine(Path.GetTempPath(), $"sockeye-faulty-{Environment.ProcessId}.so");
        using (Process gcc = Process.Start(new ProcessStartInfo("gcc", ["-O1", "-shared", "-fPIC", "-x", "c", "-", "-o", file]) { RedirectStandardInput = true })!)
        {
            gcc.StandardInput.Write(Source);
            gcc.StandardInput.Close();
            gcc.WaitForExit();
        }

        s_library = NativeLibrary.Load(file);
        File.Delete(file);
        NativeLibrary.SetDllImportResolver(typeof(Descriptor).Assembly, static (name, _, _) => name == "libc" ? s_library : 0);
    }

    private static nint Export(string name) => NativeLibrary.GetExport(s_library, name);
}
