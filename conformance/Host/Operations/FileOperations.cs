using Sockeye.Sockets;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Level 2: makefile of bytes.</summary>
internal static class FileOperations
{
    internal static long OpenFile(Socket socket, bool reads, bool writes, int buffer) => Handles.Add(socket.OpenStream(new()
    {
        Access = (reads ? FileAccess.Read : 0) | (writes ? FileAccess.Write : 0),
        ReadBufferSize = buffer,
        WriteBufferSize = buffer,
    }));

    internal static int FileRead(SocketStream file, PythonBuffer into) => file.Read(into.Span);

    internal static int FileReadUntilFull(SocketStream file, PythonBuffer into) => file.ReadUntilFull(into.Span);

    internal static byte[] FileReadToEnd(SocketStream file) => file.ReadToEnd();

    internal static byte[] FileReadLine(SocketStream file, int max) => file.ReadLine(max);

    internal static byte[] FilePeek(SocketStream file) => file.Peek().ToArray();

    internal static int? FileTryRead(SocketStream file, PythonBuffer into) => file.TryRead(into.Span, out int count) ? count : null;

    internal static void FileWrite(SocketStream file, PythonBuffer data) => file.Write(data.Span);

    internal static (bool All, int Count) FileTryWrite(SocketStream file, PythonBuffer data) => (file.TryWrite(data.Span, out int count), count);

    internal static void FileFlush(SocketStream file) => file.Flush();
}
