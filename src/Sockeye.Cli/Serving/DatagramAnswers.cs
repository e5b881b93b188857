using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>Answers each datagram with one, to whoever sent it.</summary>
internal sealed class DatagramAnswers(IService service, ServerLog log, CancellationToken stop)
{
    // UDP carries 65,507 bytes; a Unix datagram as much as its sender's buffer, 208 KiB where nobody changed it.
    private const int BufferSize = 256 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long _count;

    /// <summary>Datagrams that were answered.</summary>
    internal long Count => Interlocked.Read(ref _count);

    /// <summary>Answers until stopped.</summary>
    internal void Run(Socket socket)
    {
        byte[] buffer = new byte[BufferSize];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                ReceivedFrom got = socket.ReceiveFrom(buffer, cancellation: stop);
                Answer(socket, buffer.AsSpan(0, got.Count), got);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketFaultException fault)
            {
                log.Say(fault.Message);
                stop.WaitHandle.WaitOne(Pause);
            }
        }
    }

    private void Answer(Socket socket, ReadOnlySpan<byte> datagram, ReceivedFrom got)
    {
        if (got.Truncated)
        {
            log.Say($"a datagram of {got.Length} bytes from {got.Sender} is too long, and is not answered");
            return;
        }

        if (got.Sender is null or UnixEndPoint { IsUnnamed: true })
        {
            log.Detail($"a datagram of {got.Length} bytes from a socket without an address cannot be answered");
            return;
        }

        try
        {
            // Never waiting: a Unix peer whose queue is full would hold up all the others.
            socket.SendTo(service.Answer(datagram), got.Sender, MessageFlags.MSG_DONTWAIT);
            Interlocked.Increment(ref _count);
        }
        catch (SocketFaultException gone)
        {
            log.Detail(gone.Message);
        }
    }
}
