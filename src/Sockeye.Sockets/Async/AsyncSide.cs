using Sockeye.Loops;
using Sockeye.Native;

namespace Sockeye.Sockets.Async;

/// <summary>What a descriptor has once it is awaited: the loop that waits for it, and a line in each direction of those who wait.</summary>
/// <remarks>
/// The loop knows of this only while somebody waits. So an object that is forgotten with its socket is finalized, and closes what
/// the loop would else keep open for ever.
/// </remarks>
internal sealed class AsyncSide : IDisposable
{
    private readonly Descriptor _descriptor;
    private readonly LoopGroup _group;
    private readonly Lane _lane;
    private readonly bool _isTcp;
    private Channel? _channel;

    internal AsyncSide(Descriptor descriptor, LoopGroup group, Lane lane, bool isTcp)
    {
        (_descriptor, _group, _lane, _isTcp) = (descriptor, group, lane, isTcp);
        Reads = new VerbLine(this, Direction.Read);
        Writes = new VerbLine(this, Direction.Write);
    }

    ~AsyncSide() => _descriptor.CloseForgotten();

    /// <summary>The descriptor is closed or given away, or nobody will use this: nothing is left to do for the finalizer.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Nobody waits any more, nor will: the loop watches the descriptor no longer, and it stays open.</summary>
    internal void Leave()
    {
        if (_channel is Channel channel && _descriptor.TryHold())
        {
            _descriptor.Unwatch(channel);
            channel.Loop.Forget(channel);
            _descriptor.Release();
        }

        Dispose();
    }

    /// <summary>Guards both lines. Held for a few instructions.</summary>
    internal Lock Gate { get; } = new();

    internal VerbLine Reads { get; }

    internal VerbLine Writes { get; }

    internal bool IsClosed => _descriptor.IsClosed;

    internal bool IsStopped => _group.IsDisposed;

    /// <summary>Once <see cref="Open"/> has succeeded.</summary>
    internal Channel Channel => _channel!;

    /// <summary>Has the loop nearest to this thread watch it: the first time. After that it does nothing.</summary>
    /// <returns>ECANCELED: it is closed, or the loops were disposed.</returns>
    internal SysResult Open()
    {
        if (IsStopped)
        {
            return SysResult.Failure(Errno.ECANCELED);
        }

        if (Volatile.Read(ref _channel) is not null)
        {
            return SysResult.Success(0);
        }

        lock (Gate)
        {
            if (_channel is not null)
            {
                return SysResult.Success(0);
            }

            BlockedThread thread = BlockedThread.Current;
            if (!_descriptor.TryHold(thread))
            {
                return SysResult.Failure(Errno.ECANCELED);
            }

            try
            {
                return _group.NearestOrNone() is Loop loop ? OpenOn(loop) : SysResult.Failure(Errno.ECANCELED);
            }
            finally
            {
                _descriptor.Release(thread);
            }
        }
    }

    private SysResult OpenOn(Loop loop)
    {
        var options = new ChannelOptions { Handlers = _group.Unnamed, Lane = _lane, IsTcp = _isTcp };
        SysResult watched = loop.Open(_descriptor, options, out Channel channel);
        if (!watched.Failed)
        {
            Volatile.Write(ref _channel, channel);
            return watched;
        }

        // Closed or disposed within the last moment, which the loop calls EBADF.
        return IsStopped || IsClosed ? SysResult.Failure(Errno.ECANCELED) : watched;
    }
}
