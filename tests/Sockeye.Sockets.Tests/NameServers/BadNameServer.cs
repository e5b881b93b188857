using System.Net;
using System.Text;

namespace Sockeye.Sockets.Tests.NameServers;

/// <summary>Answers questions about names as no name server should: not at all, half, or with a failure. RFC 1035.</summary>
internal sealed class BadNameServer : IDisposable
{
    private const int HeaderSize = 12;
    private const int TypeA = 1;

    private readonly Socket _socket;
    private readonly Thread _thread;

    /// <param name="socket">Of <see cref="Open"/>, made in the network that asks.</param>
    internal BadNameServer(Socket socket)
    {
        _socket = socket;
        _thread = new Thread(Serve) { IsBackground = true, Name = "bad name server" };
        _thread.Start();
    }

    internal static Socket Open()
    {
        var socket = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 5354));
        return socket;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
    }

    private void Serve()
    {
        byte[] question = new byte[2048];
        while (true)
        {
            try
            {
                ReceivedFrom got = _socket.ReceiveFrom(question);
                if (Answer(question.AsSpan(0, got.Count)) is { } answer)
                {
                    _socket.SendTo(answer, got.Sender!);
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static byte[]? Answer(ReadOnlySpan<byte> question)
    {
        int at = HeaderSize;
        var name = new StringBuilder();
        while (question[at] != 0)
        {
            name.Append(Encoding.ASCII.GetString(question.Slice(at + 1, question[at]))).Append('.');
            at += 1 + question[at];
        }

        int type = (question[at + 1] << 8) | question[at + 2];
        ReadOnlySpan<byte> asked = question[HeaderSize..(at + 5)];
        string host = name.ToString();
        return host.EndsWith("fail.test.", StringComparison.OrdinalIgnoreCase)
            ? [.. question[..2], 0x81, 0x82, 0, 1, 0, 0, 0, 0, 0, 0, .. asked]                                  // SERVFAIL
            : host.EndsWith("half.test.", StringComparison.OrdinalIgnoreCase) && type == TypeA
            ? [.. question[..2], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. asked, 0xc0, HeaderSize, 0, TypeA, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]
            : null;
    }
}
