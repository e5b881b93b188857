using System.Net;
using System.Net.Sockets;
using Sockeye.Native;
using Sockeye.Sockets;
using Socket = Sockeye.Sockets.Socket;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Making sockets, naming them, connecting them, closing them.</summary>
internal static class SocketOperations
{
    internal static Socket New(Family family, SocketKind kind, Protocol protocol) => new(family, kind, protocol);

    internal static Socket Adopt(int descriptor) => Socket.Adopt(descriptor);

    internal static (Socket First, Socket Second) SocketPair(Family family, SocketKind kind, Protocol protocol) => Socket.SocketPair(family, kind, protocol);

    internal static void Bind(Socket socket, PythonAddress address) => socket.Bind(address.For(socket.Family));

    internal static void Listen(Socket socket, int backlog) => socket.Listen(backlog);

    internal static (int Descriptor, EndPoint Peer) Accept(Socket socket)
    {
        Socket connection = socket.Accept(out EndPoint peer);
        return (connection.Detach(), peer);
    }

    internal static void Connect(Socket socket, PythonAddress address) => socket.Connect(address.For(socket.Family));

    internal static Errno TryConnect(Socket socket, PythonAddress address) => socket.TryConnect(address.For(socket.Family));

    internal static EndPoint LocalEndPoint(Socket socket) => socket.LocalEndPoint;

    internal static EndPoint RemoteEndPoint(Socket socket) => socket.RemoteEndPoint;

    internal static void Shutdown(Socket socket, ShutdownHow how) => socket.Shutdown(how);

    internal static void Close(Socket socket) => socket.Close();

    internal static int Detach(Socket socket) => socket.Detach();

    internal static int Duplicate(int descriptor) => Socket.FromSafeHandle(new SafeSocketHandle(descriptor, ownsHandle: false)).Detach();

    internal static void CloseDescriptor(int descriptor) => Socket.Adopt(descriptor).Close();
}
