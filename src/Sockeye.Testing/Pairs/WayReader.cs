using System.Buffers;
using System.IO.Pipelines;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Testing.Pairs;

/// <summary>The reading end of a direction: shows what has come as far as the next cut.</summary>
internal sealed class WayReader(OneWay way) : PipeReader
{
    private ReadOnlySequence<byte> _shown;
    private long _cut;                  // how far it may see, from the first byte that was not consumed
    private bool _wantsMore = true;     // it has looked at all in front of the cut

    // As a connection: what a read has brought and nobody has looked at, and not what has come since.
    public override bool TryRead(out ReadResult result)
    {
        way.ThrowIfReadFails();
        if (!way.Pipe.Reader.TryRead(out result))
        {
            return false;
        }

        way.ThrowIfReadFails();
        if (_wantsMore && !result.IsCompleted && !result.IsCanceled)
        {
            way.Pipe.Reader.AdvanceTo(result.Buffer.Start);
            result = default;
            return false;
        }

        result = Show(result);
        return true;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        way.ThrowIfReadFails();
        ValueTask<ReadResult> reading = way.Pipe.Reader.ReadAsync(cancellationToken);
        if (!reading.IsCompleted)
        {
            way.WaitsToRead();
        }

        try
        {
            ReadResult result = await reading.ConfigureAwait(false);
            way.ThrowIfReadFails();
            return Show(result);
        }
        finally
        {
            way.HasRead();
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        long taken = _shown.Slice(0, consumed).Length;
        _wantsMore = _shown.Slice(examined).IsEmpty && _shown.Length == _cut;
        _cut -= taken;
        _shown = default;
        way.Takes(taken);
        way.Pipe.Reader.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => way.Pipe.Reader.CancelPendingRead();

    public override void Complete(Exception? exception = null)
        => way.FailWrite(exception ?? SocketFault.Create("send", Errno.EPIPE));

    private ReadResult Show(ReadResult read)
    {
        ReadOnlySequence<byte> all = read.Buffer;
        if (way.Sizes is not IEnumerator<int> sizes)
        {
            _cut = all.Length;
        }
        else if (_wantsMore && all.Length > _cut)
        {
            sizes.MoveNext();
            _cut += sizes.Current;
        }

        _shown = all.Length > _cut ? all.Slice(0, _cut) : all;
        bool isEnd = read.IsCompleted && _shown.Length == all.Length;
        way.Shows(_shown.Length, isEnd);
        return new ReadResult(_shown, read.IsCanceled, isEnd);
    }
}
