using Sockeye.Connections.Framing;
using Sockeye.Connections.Tls;
using Sockeye.Servers.Life;
using Sockeye.Servers.Tls;
using Sockeye.Servers.Ways;
using Sockeye.Wire.Frames;

namespace Sockeye.Servers.Streams;

/// <summary>A connection that is being served. Its times are not watched by timers of its own: the server looks at all of them, some times in each limit.</summary>
internal sealed class StreamVisit(StreamServer server, ITransport transport) : Visit
{
    private static readonly FramingOptions Untimed = new() { FrameTimeout = Timeout.InfiniteTimeSpan, WriteTimeout = Timeout.InfiniteTimeSpan };

    private IFrameProgress? _frames;
    private Waited _handshaking;
    private Waited _reading;
    private Waited _writing;
    private Waited _framing;

    private TlsTransport? _secure;
    private volatile bool _isHandshaking;

    internal ITransport Transport => Volatile.Read(ref _secure) ?? transport;

    /// <summary>Who waits for the client here waits with its thread, and what is awaited has completed.</summary>
    internal bool WaitsWithThread => transport is ThreadTransport;

    /// <summary>What its client's doing was counted and told already, when it ends the handler.</summary>
    internal Exception? Told { get; private set; }

    internal FramedConnection<TFrame> InFrames<TFrame>(IFrameFormat<TFrame> format)
    {
        DemandUnframed();

        // Over the connection itself where there is one: it can tell who the peer is.
        FramedConnection<TFrame> frames = Transport is LoopTransport loop ? new(loop.Connection, format, Untimed) : new(Transport, format, Untimed);
        Follow(frames);
        return frames;
    }

    /// <summary>For a handler that cuts the stream itself.</summary>
    internal FrameProgress Follow()
    {
        DemandUnframed();
        var progress = new FrameProgress(Transport.Input);
        Follow(progress);
        return progress;
    }

    /// <summary>TLS from the first byte.</summary>
    internal Task SecureAsync(TlsServerOptions options) => SecureAsync(options, isClean: null);

    /// <summary>TLS after plain talk.</summary>
    internal async Task UpgradeAsync(TlsServerOptions options)
    {
        bool isClean = _frames?.TryLetGo() ?? true;
        _frames = null;
        await transport.Output.FlushAsync().ConfigureAwait(false);
        await SecureAsync(options, isClean).ConfigureAwait(false);
    }

    private async Task SecureAsync(TlsServerOptions options, bool? isClean)
    {
        using (var handshake = new Handshake(new TransportCarrier(transport), server.Handshakes))
        {
            _isHandshaking = true;
            try
            {
                if (isClean is bool clean)
                {
                    handshake.DemandNothingSaid(clean);
                }

                TlsConnection secure = await handshake.AcceptAsync(options, CancellationToken.None).ConfigureAwait(false);
                Volatile.Write(ref _secure, new TlsTransport(transport, secure));
            }
            catch (Exception error) when (error is TlsException or EndOfStreamException)
            {
                Told = error;
                if (error is TlsException)
                {
                    server.HasHit(Limit.Handshake, transport.Client, error);
                }

                throw;
            }
            finally
            {
                _isHandshaking = false;
            }
        }

        if (transport is LoopTransport loop)
        {
            await loop.Connection.EnterLoopAsync().ConfigureAwait(false);       // a handler runs where its connection does
        }
    }

    internal override void Abort(Exception cause) => transport.Abort(cause);

    internal override void Stop() => Volatile.Read(ref _frames)?.EndBetweenFrames();

    internal override void Look()
    {
        if (transport.Cause is not null)
        {
            return;     // it is over already, and its handler is yet to see it
        }

        ServingOptions options = server.Options;
        if (_isHandshaking)
        {
            if (IsOver(_handshaking.Look(options.Clock, waits: true, activity: 0), options.HandshakeTimeout))
            {
                server.DropsLate(this, Limit.Handshake, $"it was not over after {options.HandshakeTimeout.TotalSeconds:0.###} s");
            }

            return;
        }

        ITransport now = Transport;
        TimeSpan writing = _writing.Look(options.Clock, now.IsWriting, now.WriteActivity);
        TimeSpan reading = _reading.Look(options.Clock, now.IsReading, now.ReadActivity);
        if (IsOver(writing, options.WriteTimeout))
        {
            server.DropsLate(this, Limit.Write, $"the client took nothing of what was sent to it for {options.WriteTimeout.TotalSeconds:0.###} s");
        }
        else if (IsOver(reading, options.IdleTimeout))
        {
            server.DropsLate(this, Limit.Idle, $"the client sent nothing for {options.IdleTimeout.TotalSeconds:0.###} s");
        }
        else if (Volatile.Read(ref _frames) is IFrameProgress frames)
        {
            LookAt(frames, options);
        }
    }

    private void DemandUnframed()
    {
        if (_frames is not null)
        {
            throw new InvalidOperationException("the request is read in frames already");
        }
    }

    private void Follow(IFrameProgress frames)
    {
        Interlocked.Exchange(ref _frames, frames);      // a swap, and no write: a shutdown that begins now sees it, or is seen
        if (server.Stopping.IsCancellationRequested)
        {
            Stop();
        }
    }

    private void LookAt(IFrameProgress frames, ServingOptions options)
    {
        long half = frames.Half;
        TimeSpan took = _framing.Look(options.Clock, half > 0, frames.Frames);
        if (IsOver(took, options.FrameTimeout))
        {
            server.DropsLate(this, Limit.Frame, $"a frame was not whole after {options.FrameTimeout.TotalSeconds:0.###} s");
        }
        else if (took >= ServingOptions.RateGrace && half < options.MinimumRate * took.TotalSeconds)
        {
            server.DropsLate(this, Limit.Rate, $"a frame came at {half / took.TotalSeconds:0.#} bytes a second, and {options.MinimumRate} are the least");
        }
    }

    private static bool IsOver(TimeSpan took, TimeSpan limit) => limit != Timeout.InfiniteTimeSpan && took >= limit;

    /// <summary>Since when something has been waited for, and nothing moved.</summary>
    private struct Waited
    {
        private long _since;
        private int _activity;
        private bool _waits;

        internal TimeSpan Look(TimeProvider clock, bool waits, int activity)
        {
            long now = clock.GetTimestamp();
            if (!waits || !_waits || activity != _activity)
            {
                (_since, _activity, _waits) = (now, activity, waits);
            }

            return clock.GetElapsedTime(_since, now);
        }
    }
}
