using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sockeye.Sockets;
using Socket = Sockeye.Sockets.Socket;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Level 2: what Python's socket.py does with several calls, and Sockeye with one.</summary>
internal static class ConnectionOperations
{
    // Python's None is no limit, where ours is the default one.
    internal static Socket CreateConnection(string? host, string service, bool defaultTimeout, TimeSpan? timeout, Family family, PythonAddress source)
    {
        var options = new ConnectOptions
        {
            Timeout = defaultTimeout ? null : timeout ?? Timeout.InfiniteTimeSpan,
            LocalEndPoint = source.Value is null ? null : source.For(family),
        };
        return host is null ? Socket.CreateConnection(EndPointName.Parse($":{service}"), options) : Socket.CreateConnection(host, service, options);
    }

    internal static Socket CreateServer(Family family, PythonAddress address, long? backlog, bool reusePort, bool dualStack)
        => Socket.CreateServer(address.For(family), new() { Backlog = (int)(backlog ?? Socket.DefaultBacklog), ReusePort = reusePort, DualStack = dualStack });

    internal static bool SupportsDualStack() => Socket.SupportsDualStack();

    internal static Socket FromDescriptor(int descriptor) => Socket.FromSafeHandle(new SafeSocketHandle(descriptor, ownsHandle: false));

    internal static (int Number, Family Family, SocketKind Kind, Protocol Protocol, bool IsClosed) Shown(Socket socket)
        => (socket.Descriptor.Number, socket.Family, socket.Kind, socket.Protocol, socket.IsClosed);

    internal static void Dispose(IDisposable held) => held.Dispose();

    internal static long SendFile(Socket socket, int descriptor, long offset, long? count)
        => socket.SendFile(new SafeFileHandle(descriptor, ownsHandle: false), offset, count);

    internal static int SendDescriptors(Socket socket, PythonBuffer data, object[] descriptors, MessageFlags flags)
        => socket.SendDescriptors(data.Span, Array.ConvertAll(descriptors, static one => new SafeFileHandle(checked((int)(long)one), ownsHandle: false)), flags);

    internal static object ReceiveDescriptors(Socket socket, PythonBuffer into, int most, MessageFlags flags)
    {
        ReceivedDescriptors got = socket.ReceiveDescriptors(into.Span, most, flags);
        return (got.Message.Count, got.Descriptors.Select(static one => (object)one.Detach()), got.Message.Flags, got.Message.Sender);
    }

    internal static string GetFqdn(string name) => Names.GetFqdn(name);
}
