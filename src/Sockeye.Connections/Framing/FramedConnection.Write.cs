using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Sockeye.Connections.Framing;

// The way out: a frame is written into the output's memory, and a flush sends all that is there.
public sealed partial class FramedConnection<TFrame>
{
    private readonly WaitLimit? _writeLimit;

    /// <summary>Writes a frame, to go with the next flush: for several that are to go together.</summary>
    /// <exception cref="Wire.ProtocolException">The format cannot carry this frame: this side's fault. Nothing of it was written.</exception>
    public void Write(in TFrame frame) => _format.Write(frame, _output);

    /// <summary>Writes a frame and flushes: it ends when the kernel has taken all, and so no faster than the peer reads.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    /// <inheritdoc cref="FlushAsync" path="/exception"/>
    public ValueTask WriteAsync(in TFrame frame, CancellationToken cancellation = default)
    {
        Write(frame);
        return FlushAsync(cancellation);
    }

    /// <summary>The same with many, and one flush for all.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    /// <inheritdoc cref="FlushAsync" path="/exception"/>
    public ValueTask WriteAsync(ReadOnlySpan<TFrame> frames, CancellationToken cancellation = default)
    {
        foreach (ref readonly TFrame frame in frames)
        {
            Write(frame);
        }

        return FlushAsync(cancellation);
    }

    /// <summary>Sends what was written.</summary>
    /// <exception cref="Sockets.SocketTimeoutException">The peer did not take it in the time that the options allow. The connection was aborted.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. What did not go is sent by the next flush.</exception>
    public ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        ValueTask<FlushResult> flush = _output.FlushAsync(cancellation);
        if (!flush.IsCompletedSuccessfully)
        {
            return Flushed(flush);
        }

        _ = flush.Result;
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask Flushed(ValueTask<FlushResult> flush)
    {
        _writeLimit?.Begin(_writeLimit.Now, _options.WriteTimeout);
        try
        {
            await flush.ConfigureAwait(false);
        }
        catch when (!EndWrite())
        {
            throw WriteTooLate();
        }

        if (!EndWrite())
        {
            throw WriteTooLate();
        }
    }

    private bool EndWrite() => _writeLimit?.TryEnd() ?? true;

    private Exception WriteTooLate() => TooLate("send", $"the peer did not take what was sent within {_options.WriteTimeout.TotalSeconds:0.###} s");
}
