using Sockeye.Sockets;

namespace Sockeye.Cli.Talking;

/// <summary>Each line of standard input as one datagram, with its line end; each datagram to standard output as it is.</summary>
/// <remarks>Datagrams have no end of their own: after the end of the input it is over when none has come for <see cref="PumpOptions.Wait"/>.</remarks>
internal sealed class DatagramPump(Socket socket, PumpOptions options, CancellationToken stop)
{
    private const int BufferSize = 256 * 1024;

    private Exception? _sendingFailed;

    /// <exception cref="SocketFaultException">Either direction failed; a connected datagram socket may hear that nobody is there.</exception>
    internal void Run()
    {
        // Never disposed: the thread that reads standard input may outlive us.
        var inputEnded = new CancellationTokenSource();
        new Thread(() => SendInput(inputEnded)) { IsBackground = true, Name = "standard input" }.Start();
        byte[] buffer = new byte[BufferSize];
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(stop, inputEnded.Token))
        {
            socket.Timeout = null;
            Receive(buffer, either.Token);
        }

        stop.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _sendingFailed) is Exception failed)
        {
            throw failed;
        }

        socket.Timeout = options.Wait;
        Receive(buffer, stop);
        stop.ThrowIfCancellationRequested();
    }

    private void Receive(byte[] buffer, CancellationToken until)
    {
        try
        {
            while (true)
            {
                int count = socket.Receive(buffer.AsSpan(), cancellation: until);
                options.Output.Write(buffer.AsSpan(0, count));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketTimeoutException or WouldBlockException)
        {
            // The input has ended, or the wait after it.
        }
    }

    private void SendInput(CancellationTokenSource ended)
    {
        try
        {
            var ends = new LineEnds(options.Crlf);
            var lines = new InputLines(options.Input);
            while (lines.Next() is byte[] line)
            {
                socket.Send(ends.Translate(line));
            }
        }
        catch (Exception failed)
        {
            Volatile.Write(ref _sendingFailed, failed);
        }

        ended.Cancel();
    }
}
