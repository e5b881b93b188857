using System.Net;
using System.Net.Sockets;
using Sockeye.Bench;
using Sockeye.Bench.Sockets;

// Echo servers on System.Net.Sockets: async|saea PORT BUFFER [stalls], or in TLS: tls PORT BUFFER CERTIFICATE KEY
// "saea" is one SocketAsyncEventArgs a connection, the leanest there is; with DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 its
// handlers run on the thread that waits for events.
var culture = System.Globalization.CultureInfo.InvariantCulture;
(string mode, int port, int size, bool stalls) = (args[0], int.Parse(args[1], culture), int.Parse(args[2], culture), args.Length == 4);
TlsEcho? secure = mode == "tls" ? new TlsEcho(args[3], args[4], size) : null;
if (stalls)
{
    Misbehaviour.Calibrate();
}

using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
listener.Listen(4096);
while (true)
{
    Socket socket = await listener.AcceptAsync();
    socket.NoDelay = true;
    if (secure is not null)
    {
        _ = secure.Serve(socket);
    }
    else if (mode == "saea")
    {
        new EventEcho(socket, size, stalls).Start();
    }
    else
    {
        _ = AwaitingEcho(socket, size, stalls);
    }
}

static async Task AwaitingEcho(Socket socket, int size, bool stalls)
{
    byte[] buffer = new byte[size];
    using (socket)
    {
        try
        {
            for (int count; (count = await socket.ReceiveAsync(buffer, SocketFlags.None)) > 0;)
            {
                if (stalls)
                {
                    Misbehaviour.Obey(buffer.AsSpan(0, count));
                }

                for (int sent = 0; sent < count;)
                {
                    sent += await socket.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None);
                }
            }
        }
        catch (SocketException)
        {
            // The load ends its connections as it likes.
        }
    }
}
