using System.Net;
using Sockeye.Readiness;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>One thread for all: it waits with a selector, accepts, and runs the handlers, whose continuations come back to it. A handler that blocks stops all.</summary>
internal sealed class SelectorWay(StreamServer server, Socket listening) : ThreadWay(server, listening)
{
    private SelectorLoop? _loop;
    private volatile bool _isAbandoned;     // nobody waits for the conversations that are left

    public override void Dispose()
    {
        base.Dispose();
        Volatile.Read(ref _loop)?.Wake();
    }

    internal override void End()
    {
        _isAbandoned = true;
        Volatile.Read(ref _loop)?.Wake();
    }

    internal override void Accept() => Run(most: null, CancellationToken.None);

    internal override void ServeOne(CancellationToken waiting)
    {
        using CancellationTokenRegistration end = waiting.UnsafeRegister(static way => Volatile.Read(ref ((SelectorWay)way!)._loop)?.Wake(), this);
        if (Run(most: 1, waiting) == 0)
        {
            ObjectDisposedException.ThrowIf(Listening.IsClosed, Server);
            throw new OperationCanceledException(waiting);
        }
    }

    private int Run(int? most, CancellationToken waiting)
    {
        Listening.Blocking = false;     // a client that was there may be gone again
        using var loop = new SelectorLoop();
        var accepting = new Accepting(this, loop, most ?? int.MaxValue);
        Volatile.Write(ref _loop, loop);        // from now on it is woken
        try
        {
            accepting.Begin();
            while (!accepting.IsOver(waiting))
            {
                loop.Turn(accepting.Pause);
            }
        }
        finally
        {
            Volatile.Write(ref _loop, null);
        }

        return accepting.Count;
    }

    private sealed class Accepting(SelectorWay way, SelectorLoop loop, int most) : ISelected
    {
        private int _conversations;
        private bool _isRegistered;
        private Deadline _pause = Deadline.Never;
        private SocketFaultException? _broken;

        internal int Count { get; private set; }

        /// <summary>How long nobody is accepted for want of descriptors; null where that is not so.</summary>
        internal TimeSpan? Pause => _pause.IsNever ? null : _pause.Left;

        internal void Begin()
        {
            try
            {
                loop.Change(way.Listening, SelectorEvents.None, SelectorEvents.Read, this);
                _isRegistered = true;
            }
            catch (ObjectDisposedException) when (way.Listening.IsClosed)
            {
                // Before it began.
            }
        }

        internal bool IsOver(CancellationToken waiting)
        {
            bool accepts = _broken is null && !way.Listening.IsClosed && Count < most && !waiting.IsCancellationRequested;
            if (!accepts)
            {
                _pause = Deadline.Never;
                End();
            }
            else if (!_pause.IsNever && _pause.HasPassed)
            {
                _pause = Deadline.Never;
                Begin();
            }

            bool isOver = !accepts && (way._isAbandoned || Volatile.Read(ref _conversations) == 0);
            return isOver && _broken is not null ? throw _broken : isOver;
        }

        // One at a time: where more wait the selector says so again, and others have had their turn.
        public void OnReady(SelectorEvents ready)
        {
            if (Count == most)
            {
                return;
            }

            try
            {
                if (way.TryAccept(CancellationToken.None, out EndPoint? client, out TimeSpan pause) is Socket connection)
                {
                    Count++;
                    Converse(connection, client!);
                }
                else if (pause > TimeSpan.Zero)
                {
                    End();      // else it would be told again and again
                    _pause = Deadline.After(pause);
                }
            }
            catch (ObjectDisposedException) when (way.Listening.IsClosed)
            {
                // The end of accepting.
            }
            catch (SocketFaultException broken)
            {
                _broken = broken;
                _ = way.Server.ShutdownAsync();     // and this thread goes on until conversations have ended
            }
        }

        private void Converse(Socket connection, EndPoint client)
        {
            Task conversation = loop.Enter(() => way.Server.Converse(new SelectedTransport(connection, client, loop)));
            if (!conversation.IsCompleted)
            {
                Interlocked.Increment(ref _conversations);
                conversation.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
                {
                    Interlocked.Decrement(ref _conversations);
                    loop.Wake();
                });
            }
        }

        private void End()
        {
            if (_isRegistered)
            {
                _isRegistered = false;
                loop.Change(way.Listening, SelectorEvents.Read, SelectorEvents.None, this);
            }
        }
    }
}
