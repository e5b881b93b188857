using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Sending and receiving without ancillary data.</summary>
internal static class TransferOperations
{
    internal static int Send(Socket socket, PythonBuffer data, MessageFlags flags) => socket.Send(data.Span, flags);

    internal static void SendAll(Socket socket, PythonBuffer data, MessageFlags flags) => socket.SendAll(data.Span, flags);

    internal static int SendTo(Socket socket, PythonBuffer data, MessageFlags flags, PythonAddress address)
        => socket.SendTo(data.Span, address.For(socket.Family), flags);

    internal static int Receive(Socket socket, PythonBuffer into, MessageFlags flags) => socket.Receive(into.Span, flags);

    // Python cuts a datagram in silence, and this is the verb of ours that does not make an error of it.
    internal static (int Count, EndPoint? Sender) ReceiveFrom(Socket socket, PythonBuffer into, MessageFlags flags)
    {
        ReceivedFrom got = socket.ReceiveFrom(into.Span, flags);
        return (flags.HasFlag(MessageFlags.MSG_TRUNC) ? got.Length : got.Count, got.Sender);
    }
}
