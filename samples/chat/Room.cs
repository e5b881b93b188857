using System.Collections.Concurrent;

namespace Chat;

/// <summary>Who is there.</summary>
public sealed class Room
{
    private readonly ConcurrentDictionary<Visitor, bool> _visitors = [];

    public void Enter(Visitor visitor)
    {
        Tell(visitor, "has come");
        _visitors[visitor] = true;
        visitor.Hear("welcome");
    }

    public void Leave(Visitor visitor)
    {
        _visitors.TryRemove(visitor, out _);
        Tell(visitor, "has gone");
    }

    /// <summary>To all others. It waits for nobody.</summary>
    public void Tell(Visitor from, string words)
    {
        foreach (Visitor visitor in _visitors.Keys)
        {
            if (visitor != from) visitor.Hear($"{from.ClientAddress}: {words}");
        }
    }
}
