using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Timeouts and blocking.</summary>
internal static class TimeOperations
{
    internal static TimeSpan? Timeout(Socket socket) => socket.Timeout;

    internal static void SetTimeout(Socket socket, TimeSpan? timeout) => socket.Timeout = timeout;

    internal static bool Blocking(Socket socket) => socket.Blocking;

    internal static void SetNonBlockingDescriptor(Socket socket, bool on) => socket.NonBlockingDescriptor = on;

    internal static TimeSpan? DefaultTimeout() => Socket.DefaultTimeout;

    internal static void SetDefaultTimeout(TimeSpan? timeout) => Socket.DefaultTimeout = timeout;
}
