using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Cli.Talking;

/// <summary>Standard input to a connection and the connection to standard output, both at once, until both have ended.</summary>
/// <remarks>
/// The end of the input is passed on by shutting down the sending half; what the peer still says is written out.
/// When the peer ends first, the input is sent on (it may still listen), but a person at a terminal is not kept waiting.
/// </remarks>
internal sealed class StreamPump(IStreamEnd end, PumpOptions options, CancellationToken stop)
{
    private const int BufferSize = 64 * 1024;

    private readonly TaskCompletionSource _inputEnded = new();
    private Exception? _sendingFailed;

    /// <exception cref="SocketFaultException">Either direction failed.</exception>
    /// <exception cref="IOException">Standard input cannot be read.</exception>
    internal void Run()
    {
        // Never disposed: the thread that reads standard input may outlive us.
        var inputFailed = new CancellationTokenSource();
        // In the background: a read of standard input cannot be ended, and must not keep the program.
        new Thread(() => SendInput(inputFailed)) { IsBackground = true, Name = "standard input" }.Start();
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(stop, inputFailed.Token))
        {
            try
            {
                Receive(either.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // The input failed, and its failure is thrown below.
            }
        }

        if (Volatile.Read(ref _sendingFailed) is Exception failed)
        {
            throw failed;
        }
    }

    private void Receive(CancellationToken until)
    {
        byte[] buffer = new byte[BufferSize];
        int count;
        while ((count = end.Receive(buffer, until)) > 0)
        {
            options.Output.Write(buffer.AsSpan(0, count));
        }

        if (!options.InputIsTerminal)
        {
            _inputEnded.Task.Wait(until);
        }
    }

    private void SendInput(CancellationTokenSource inputFailed)
    {
        try
        {
            var ends = new LineEnds(options.Crlf);
            byte[] buffer = new byte[BufferSize];
            int count;
            while ((count = options.Input.Read(buffer)) > 0)
            {
                end.SendAll(ends.Translate(buffer.AsSpan(0, count)));
            }

            end.EndSending();
        }
        catch (Exception ended) when (ended is NotConnectedException or ObjectDisposedException)
        {
            // The peer reset or the program ends: whoever receives has heard of it.
        }
        catch (Exception failed) when (failed is SocketFaultException or TlsException)
        {
            // What the peer still says is worth hearing, and a connection that takes nothing more ends by itself.
            Volatile.Write(ref _sendingFailed, failed);
        }
        catch (Exception failed)
        {
            Volatile.Write(ref _sendingFailed, failed);
            inputFailed.Cancel();
        }

        _inputEnded.SetResult();
    }
}
