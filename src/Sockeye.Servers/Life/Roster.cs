using System.Net;
using System.Runtime.InteropServices;

namespace Sockeye.Servers.Life;

/// <summary>Who is being served: admits up to the limits, and knows when nobody is left. Any thread.</summary>
internal sealed class Roster(ServingOptions options, Tally tally)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientKey, int> _clients = [];
    private Visit? _first;
    private int _count;
    private TaskCompletionSource? _empty;

    internal int Count => Volatile.Read(ref _count);

    /// <summary>Takes one in.</summary>
    /// <param name="visit">Leaves by <see cref="Leave"/>.</param>
    /// <param name="client">Its address; null where there is none.</param>
    /// <param name="limit">Which limit it ran into.</param>
    internal bool TryEnter(Visit visit, EndPoint? client, out Limit limit)
    {
        ClientKey key = options.MaxPerAddress == int.MaxValue ? default : ClientKey.Of(client);
        lock (_lock)
        {
            limit = Limit.Connections;
            if (_count >= options.MaxConnections)
            {
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
            _count++;
        }

        tally.HasServed();
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

        empty?.TrySetResult();
    }

    /// <summary>All who are in, as of now.</summary>
    internal Visit[] All()
    {
        lock (_lock)
        {
            var all = new Visit[_count];
            int i = 0;
            for (Visit? visit = _first; visit is not null; visit = visit.Behind)
            {
                all[i++] = visit;
            }

            return all;
        }
    }

    /// <summary>Waits until nobody is left. Nobody is taken in any more.</summary>
    /// <param name="aborting">Who is left when it is cancelled is aborted, and waited for.</param>
    internal async Task<Drained> Drain(CancellationToken aborting)
    {
        int began;
        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            began = _count;
            _empty = empty;
        }

        if (began == 0)
        {
            return default;
        }

        long aborted = 0;
        await using (aborting.UnsafeRegister(_ => Interlocked.Exchange(ref aborted, AbortAll()), null).ConfigureAwait(false))
        {
            await empty.Task.ConfigureAwait(false);
        }

        return new Drained(began - Interlocked.Read(ref aborted), Interlocked.Read(ref aborted));
    }

    private int AbortAll()
    {
        Visit[] left = All();
        foreach (Visit visit in left)
        {
            tally.HasAborted();
            visit.Abort(new OperationCanceledException("the server shuts down, and the time for conversations to end is up"));
        }

        return left.Length;
    }
}
