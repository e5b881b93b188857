using System.Collections.Concurrent;

namespace Sockeye.Loops;

/// <summary>What other threads, and handlers, want the loop to do. At most one wake-up is on its way.</summary>
internal sealed class Inbox(Backend backend)
{
    private readonly ConcurrentQueue<Channel> _channels = new();
    private int _asleep;

    internal bool IsEmpty => _channels.IsEmpty;

    /// <summary>For the loop the empty one costs next to nothing, which is what it mostly finds.</summary>
    internal int Count => _channels.IsEmpty ? 0 : _channels.Count;

    /// <summary>Any thread. Who puts looks for the sleeper afterwards, and who goes to sleep looks into the box afterwards: one of the two sees the other.</summary>
    internal void Put(Channel channel)
    {
        _channels.Enqueue(channel);
        WakeSleeper();
    }

    internal bool TryTake(out Channel? channel) => _channels.TryDequeue(out channel);

    /// <summary>Any thread: the loop is to look around.</summary>
    internal void WakeSleeper()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1)
        {
            backend.Wake();
        }
    }

    /// <summary>For a test that has waited in vain.</summary>
    internal string Describe() => $"{_channels.Count} in the inbox{(Volatile.Read(ref _asleep) == 1 ? ", asleep" : "")}";

    /// <summary>By the loop, before it looks whether there is anything to do.</summary>
    internal void AboutToSleep()
    {
        Volatile.Write(ref _asleep, 1);
        Interlocked.MemoryBarrier();
    }

    /// <summary>By the loop.</summary>
    internal void HasWoken() => Volatile.Write(ref _asleep, 0);
}
