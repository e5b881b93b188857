using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>Descriptors and credentials between this process and Python's.</summary>
public sealed class PythonPassingTests
{
    private const string Python = "/usr/bin/python3";

    private const string Sends = """
        import os, socket, sys
        with socket.socket(socket.AF_UNIX) as s:
            s.connect('\0' + sys.argv[1])
            read, write = os.pipe()
            os.write(write, b'through the pipe')
            with open(sys.argv[2]) as f:
                print(socket.send_fds(s, [b'two ', b'things'], [f.fileno(), read]), os.getpid(), os.getuid(), os.getgid())
        """;

    private const string Receives = """
        import os, socket, sys
        with socket.socket(socket.AF_UNIX) as s:
            s.connect('\0' + sys.argv[1])
            data, fds, flags, address = socket.recv_fds(s, 100, 5)
            print(data.decode(), len(fds), flags & socket.MSG_CTRUNC, os.read(fds[0], 100).decode())
            socket.socket(fileno=fds[1]).sendall(b'from python')
        """;

    [NeedsFact("python3")]
    public async Task PythonSends_AndWeReadItsFileItsPipeAndItsCredentials()
    {
        using var file = new OpenFile("in the file");
        UnixEndPoint name = Connected.FreshName;
        using Socket server = Socket.CreateServer(name);
        server.Timeout = Connected.Patience;
        using Process python = Started(Sends, name, file.Path);
        using Socket socket = server.Accept();
        socket.Timeout = Connected.Patience;
        byte[] room = new byte[100];
        ReceivedDescriptors got = socket.ReceiveDescriptors(room, 4);
        Assert.Equal("two things", Encoding.UTF8.GetString(room, 0, got.Message.Count));
        Assert.Equal(["in the file", "through the pipe"], got.Descriptors.Select(ReadAll));

        Credentials peer = socket.GetPeerCredentials();
        Assert.Equal($"10 {peer.ProcessId} {peer.UserId} {peer.GroupId}\n", await python.StandardOutput.ReadToEndAsync());
        Assert.Equal(python.Id, peer.ProcessId);
        await python.WaitForExitAsync();
    }

    [NeedsFact("python3")]
    public async Task WeSend_AndPythonReadsTheFileAndSpeaksOnTheSocket()
    {
        using var file = new OpenFile("in our file");
        UnixEndPoint name = Connected.FreshName;
        using Socket server = Socket.CreateServer(name);
        server.Timeout = Connected.Patience;
        using Process python = Started(Receives, name);
        using Socket socket = server.Accept();
        (Socket near, Socket far) = Socket.SocketPair();
        using (near)
        {
            near.Timeout = Connected.Patience;
            using (far)
            using (var rights = new AncillaryData(AncillaryData.Space(8)))
            {
                Descriptor handle = Descriptor.Adopt((int)file.Handle.DangerousGetHandle());
                rights.AddDescriptors([handle, far.Descriptor]);
                Assert.Equal((int)file.Handle.DangerousGetHandle(), handle.Detach());
                socket.SendMessage(["take "u8.ToArray(), "these"u8.ToArray()], new() { Ancillary = rights });
            }

            Assert.Equal("from python"u8.ToArray(), near.Receive(100));
            Assert.Equal("take these 2 0 in our file\n", await python.StandardOutput.ReadToEndAsync());
            await python.WaitForExitAsync();
            Assert.Empty(near.Receive(1));      // ours was closed, and python's with it
        }
    }

    private static Process Started(string program, UnixEndPoint name, params string[] more)
        => Process.Start(new ProcessStartInfo(Python, ["-c", program, $"{name}"["unix:@".Length..], .. more]) { RedirectStandardOutput = true })!;

    private static string ReadAll(Descriptor descriptor)
    {
        using var stream = new FileStream(new SafeFileHandle(descriptor.Detach(), ownsHandle: true), FileAccess.Read);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
