using System.Buffers;
using System.Net;
using System.Runtime.InteropServices;
using Sockeye.Servers.Telemetry;

namespace Sockeye.Servers.Life;

/// <summary>Who is being served: admits up to the limits, and knows when nobody is left. Any thread.</summary>
internal sealed class Roster(ServingOptions options, Tally tally)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientKey, int> _clients = [];
    private Visit? _first;
    private int _count;
    private TaskCompletionSource? _empty;       // once it is closed
    private int _closedWith;

    internal int Count => Volatile.Read(ref _count);

    /// <summary>Takes one in.</summary>
    /// <param name="visit">Leaves by <see cref="Leave"/>.</param>
    /// <param name="client">Its address; null where there is none.</param>
    /// <param name="limit">Which limit it ran into; null: the server shuts down.</param>
    internal bool TryEnter(Visit visit, EndPoint? client, out Limit? limit) => TryEnter(visit, client, options.MaxConnections, out limit);

    /// <summary>The same for what is limited elsewhere.</summary>
    internal bool TryEnter(Visit visit, EndPoint? client, int most, out Limit? limit)
    {
        ClientKey key = options.MaxPerAddress == int.MaxValue ? default : ClientKey.Of(client);
        lock (_lock)
        {
            limit = null;
            if (_empty is not null)
            {
                return false;
            }

            if (_count >= most)
            {
                limit = Limit.Connections;
                return false;
            }

            if (key.IsKnown)
            {
                ref int mine = ref CollectionsMarshal.GetValueRefOrAddDefault(_clients, key, out _);
                if (mine >= options.MaxPerAddress)
                {
                    limit = Limit.PerAddress;
                    return false;
                }

                mine++;
            }

            visit.Client = key;
            (visit.Behind, visit.Before) = (_first, null);
            if (_first is not null)
            {
                _first.Before = visit;
            }

            _first = visit;
            tally.HasServed();      // before it is active: who sees that has it counted
            _count++;
        }

        ServerMetrics.Enters();
        return true;
    }

    /// <summary>It is over.</summary>
    internal void Leave(Visit visit)
    {
        TaskCompletionSource? empty = null;
        lock (_lock)
        {
            if (visit.Client.IsKnown)
            {
                ref int mine = ref CollectionsMarshal.GetValueRefOrNullRef(_clients, visit.Client);
                if (--mine == 0)
                {
                    _clients.Remove(visit.Client);
                }
            }

            (visit.Before is null ? ref _first : ref visit.Before.Behind) = visit.Behind;
            if (visit.Behind is not null)
            {
                visit.Behind.Before = visit.Before;
            }

            (visit.Before, visit.Behind) = (null, null);
            if (--_count == 0)
            {
                empty = _empty;
            }
        }

        ServerMetrics.Leaves();
        empty?.TrySetResult();
    }

    /// <summary>Does something with each who is in as of now, and out of the lock. What it throws for one is logged, and the others have their turn.</summary>
    /// <returns>How many there were.</returns>
    internal int ForEach(Action<Visit> act)
    {
        Visit[] all;
        int count = 0;
        lock (_lock)
        {
            all = ArrayPool<Visit>.Shared.Rent(_count);
            for (Visit? visit = _first; visit is not null; visit = visit.Behind)
            {
                all[count++] = visit;
            }
        }

        foreach (Visit visit in all.AsSpan(0, count))
        {
            try
            {
                act(visit);
            }
            catch (Exception error)
            {
                ServerEvents.Log.CallbackFailed(nameof(Visit), error.Message);
            }
        }

        ArrayPool<Visit>.Shared.Return(all, clearArray: true);
        return count;
    }

    /// <summary>Nobody is taken in any more. Once.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _closedWith = _count;
            if (_count == 0)
            {
                _empty.SetResult();
            }
        }
    }

    /// <summary>Waits until nobody is left; after <see cref="Close"/>.</summary>
    /// <param name="aborting">Who is left when it is cancelled is aborted, and waited for a little longer.</param>
    internal async Task<Drained> Drain(CancellationToken aborting)
    {
        Task empty = _empty!.Task;
        try
        {
            await empty.WaitAsync(aborting).ConfigureAwait(false);
            return new Drained(_closedWith, 0, 0);
        }
        catch (OperationCanceledException)
        {
            return await AbortAll(empty).ConfigureAwait(false);
        }
    }

    private async Task<Drained> AbortAll(Task empty)
    {
        int aborted = ForEach(visit =>
        {
            tally.HasAborted();
            visit.Abort(new OperationCanceledException("the server shuts down, and the time for conversations to end is up"));
        });
        try
        {
            await empty.WaitAsync(options.AbortTimeout, options.Clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // They are counted.
        }

        return new Drained(_closedWith - aborted, aborted, Count);
    }
}
