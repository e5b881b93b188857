using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>Waits on all listeners at once for the first client, and for no second one.</summary>
internal static class FirstClient
{
    /// <returns>The accepted connection; for datagrams the listening socket itself, which now talks to the first sender alone.</returns>
    internal static Socket Of(Places<Socket> listeners, CancellationToken stop)
    {
        using var found = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Socket? first = null;
        Exception? failed = null;
        Thread[] threads = [.. listeners.All.Select(socket => new Thread(() => Wait(socket)) { IsBackground = true, Name = "listener" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        stop.ThrowIfCancellationRequested();
        return first ?? throw failed!;

        void Wait(Socket listener)
        {
            try
            {
                Socket client = listener.Kind == SocketKind.SOCK_DGRAM ? FirstSender(listener, found.Token) : listener.Accept(found.Token);
                if (Interlocked.CompareExchange(ref first, client, null) is not null && client != listener)
                {
                    client.Dispose();
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception problem)
            {
                Interlocked.CompareExchange(ref failed, problem, null);
            }

            found.Cancel();
        }
    }

    // Only a look: the datagram is still there for whoever reads next.
    private static Socket FirstSender(Socket socket, CancellationToken stop)
    {
        ReceivedFrom got = socket.ReceiveFrom(new byte[1], MessageFlags.MSG_PEEK, stop);
        if (got.Sender is EndPoint sender and not UnixEndPoint { IsUnnamed: true })
        {
            socket.Connect(sender, stop);
        }

        return socket;
    }
}
