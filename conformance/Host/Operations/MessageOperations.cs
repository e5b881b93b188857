using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>sendmsg and recvmsg: several buffers, an address, ancillary data.</summary>
internal static class MessageOperations
{
    internal static int AncillaryLength(int data) => AncillaryData.Length(data);

    internal static int AncillarySpace(int data) => AncillaryData.Space(data);

    internal static int SendMessage(Socket socket, object[] buffers, object[] items, MessageFlags flags, PythonAddress address)
    {
        using AncillaryData ancillary = PythonAncillary.From(items);
        ReadOnlyMemory<byte>[] pieces = Array.ConvertAll(buffers, static one => (ReadOnlyMemory<byte>)((PythonBuffer)one).Memory);
        return socket.SendMessage(pieces, new() { Ancillary = ancillary, Flags = flags, To = address.Value is null ? null : address.For(socket.Family) });
    }

    internal static object ReceiveMessage(Socket socket, object[] buffers, int room, MessageFlags flags)
    {
        using var ancillary = new AncillaryData(room);
        Memory<byte>[] into = Array.ConvertAll(buffers, static one => ((PythonBuffer)one).Memory);
        ReceivedMessage got = socket.ReceiveMessage(into, new() { Ancillary = ancillary, Flags = flags });
        ancillary.DetachDescriptors();
        return (flags.HasFlag(MessageFlags.MSG_TRUNC) ? got.Length : got.Count, PythonAncillary.Of(ancillary), got.Flags, got.Sender);
    }
}
