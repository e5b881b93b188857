using System.IO.Pipelines;

namespace Sockeye.Testing.Pairs;

/// <summary>The writing end of a direction.</summary>
internal sealed class WayWriter(OneWay way) : PipeWriter
{
    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => way.Pipe.Writer.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => way.Pipe.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => way.Pipe.Writer.GetSpan(sizeHint);

    public override void Advance(int bytes) => way.Pipe.Writer.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        way.ThrowIfWriteFails();
        cancellationToken.ThrowIfCancellationRequested();       // before anything is counted
        way.Writes(UnflushedBytes);
        ValueTask<FlushResult> flushing = way.Pipe.Writer.FlushAsync(cancellationToken);
        if (!flushing.IsCompleted)
        {
            way.WaitsToWrite();
        }

        try
        {
            FlushResult result = await flushing.ConfigureAwait(false);
            way.ThrowIfWriteFails();
            return result;
        }
        finally
        {
            way.HasWritten();
        }
    }

    public override void CancelPendingFlush() => way.Pipe.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        if (exception is not null)
        {
            way.FailRead(exception);
            return;
        }

        way.Writes(UnflushedBytes);
        way.Ends();
        way.Pipe.Writer.Complete();
    }
}
