using System.Runtime.InteropServices;
using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Options of every level: an int, 64 bits (AF_VSOCK has those), or bytes.</summary>
internal static class OptionOperations
{
    internal static int GetOption(Socket socket, int level, int number) => socket.GetOption(new SocketOption(level, number));

    internal static int GetOptionBytes(Socket socket, int level, int number, PythonBuffer into) => socket.GetOption(new SocketOption(level, number), into.Span);

    internal static long GetOption64(Socket socket, int level, int number)
    {
        long value = 0;
        socket.GetOption(new SocketOption(level, number), MemoryMarshal.AsBytes(new Span<long>(ref value)));
        return value;
    }

    internal static void SetOption(Socket socket, int level, int number, int value) => socket.SetOption(new SocketOption(level, number), value);

    internal static void SetOptionBytes(Socket socket, int level, int number, PythonBuffer value) => socket.SetOption(new SocketOption(level, number), value.Span);

    internal static void SetOption64(Socket socket, int level, int number, long value)
        => socket.SetOption(new SocketOption(level, number), MemoryMarshal.AsBytes(new ReadOnlySpan<long>(ref value)));
}
