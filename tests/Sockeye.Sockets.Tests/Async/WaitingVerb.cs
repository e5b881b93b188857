using System.Net;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.Sockets.Tests.Async;

/// <summary>A verb that has to wait for ever, on a socket of that kind.</summary>
internal sealed class WaitingVerb : IDisposable
{
    private readonly string _verb;
    private readonly List<Socket> _kept = [];
    private readonly TemporaryFolder _folder = new();
    private readonly EndPoint? _full;
    private readonly SafeFileHandle? _file;

    internal WaitingVerb(string kind, string verb)
    {
        _verb = verb;
        if (kind == "listener")
        {
            Socket = Socket.CreateServer(Connected.Loopback);
        }
        else if (kind == "queue")
        {
            _full = Connected.FullListener(Family.AF_UNIX, _kept);
            Socket = new Socket(Family.AF_UNIX);
        }
        else
        {
            (Socket other, Socket) = Scene.Pair(kind);
            _kept.Add(other);
        }

        if (verb.StartsWith("send", StringComparison.Ordinal))
        {
            Connected.Fill(Socket);
        }

        if (verb == "send file")
        {
            _file = File.OpenHandle(_folder.Below("file"), FileMode.CreateNew, FileAccess.ReadWrite);
            RandomAccess.SetLength(_file, 20_000_000);
        }
    }

    internal Socket Socket { get; }

    internal Task Begin(CancellationToken cancellation = default)
    {
        byte[] bytes = new byte[10];
        Task task = _verb switch
        {
            "receive" => Socket.ReceiveAsync(bytes, cancellation: cancellation).AsTask(),
            "receive from" => Socket.ReceiveFromAsync(bytes, cancellation: cancellation).AsTask(),
            "message" => Socket.ReceiveMessageAsync(bytes, cancellation: cancellation).AsTask(),
            "pieces" => Socket.ReceiveAsync((Memory<byte>[])[bytes], cancellation: cancellation).AsTask(),
            "message of pieces" => Socket.ReceiveMessageAsync((Memory<byte>[])[bytes], cancellation: cancellation).AsTask(),
            "descriptors" => Socket.ReceiveDescriptorsAsync(bytes, most: 1, cancellation: cancellation).AsTask(),
            "array" => Socket.ReceiveAsync(10, cancellation: cancellation).AsTask(),
            "exactly" => Socket.ReceiveExactlyAsync(bytes, cancellation).AsTask(),
            "send" => Socket.SendAsync(new byte[64 * 1024], cancellation: cancellation).AsTask(),
            "send pieces" => Socket.SendAsync((ReadOnlyMemory<byte>[])[new byte[64 * 1024]], cancellation: cancellation).AsTask(),
            "send message of pieces" => Socket.SendMessageAsync((ReadOnlyMemory<byte>[])[new byte[64 * 1024]], cancellation: cancellation).AsTask(),
            "send descriptors" => Socket.SendDescriptorsAsync(new byte[64 * 1024], [Socket], cancellation: cancellation).AsTask(),
            "send all" => Socket.SendAllAsync(new byte[20_000_000], cancellation: cancellation).AsTask(),
            "send file" => Socket.SendFileAsync(_file!, cancellation: cancellation).AsTask(),
            "accept" => Socket.AcceptAsync(cancellation).AsTask(),
            "accept from" => Socket.AcceptFromAsync(cancellation).AsTask(),
            "connect" => Socket.ConnectAsync(_full!, cancellation).AsTask(),
            _ => throw new ArgumentException(_verb),
        };
        return task.WaitAsync(Connected.Patience, CancellationToken.None);
    }

    public void Dispose()
    {
        Socket.Dispose();
        _kept.ForEach(static socket => socket.Dispose());
        _file?.Dispose();
        _folder.Dispose();
    }
}
