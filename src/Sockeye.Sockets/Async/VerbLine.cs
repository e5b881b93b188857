using Sockeye.Loops;

namespace Sockeye.Sockets.Async;

/// <summary>One direction of a descriptor: the verb that is under way, those that wait for their turn behind it, and those that are to be used again.</summary>
/// <remarks>A verb enters before it starts and leaves before its answer is handed out, so that who gets the answer finds the line free.</remarks>
internal sealed class VerbLine(AsyncSide side, Direction direction)
{
    // How many verbs that are done are kept: as many as usually wait together, of a kind or two.
    private const int MaxSpares = 16;

    // How many verbs one turn of the loop starts here, on its own thread, before the others get theirs.
    private const int MaxInARow = 16;

    private AsyncVerb? _current;
    private AsyncVerb? _first;
    private AsyncVerb? _last;
    private AsyncVerb? _spare;
    private int _spares;
    private bool _begun;
    private long _turn;
    private int _inARow;

    internal AsyncSide Side => side;

    internal Direction Direction => direction;

    internal Channel Channel => side.Channel;

    /// <summary>A verb that is done with, or a new one.</summary>
    internal TVerb Rent<TVerb>()
        where TVerb : AsyncVerb, new()
    {
        lock (side.Gate)
        {
            AsyncVerb? behind = null;
            for (AsyncVerb? verb = _spare; verb is not null; (behind, verb) = (verb, verb.Behind))
            {
                if (verb is TVerb found)
                {
                    (behind is null ? ref _spare : ref behind.Behind) = verb.Behind;
                    verb.Behind = null;
                    _spares--;
                    return found;
                }
            }
        }

        return new TVerb();
    }

    /// <summary>Its answer has been taken.</summary>
    internal void Return(AsyncVerb verb)
    {
        lock (side.Gate)
        {
            if (_spares < MaxSpares)
            {
                (verb.Behind, _spare) = (_spare, verb);
                _spares++;
            }
        }
    }

    /// <summary>True: it is its turn, and the caller starts it. False: it waits behind others.</summary>
    /// <exception cref="InvalidOperationException">One is under way, and this kind does not wait behind others.</exception>
    internal bool TryEnter(AsyncVerb verb)
    {
        lock (side.Gate)
        {
            if (_current is null)
            {
                _current = verb;
                return true;
            }

            if (!verb.CanQueue)
            {
                throw InUse(verb.Name, _current);
            }

            verb.Watch();       // before anybody else can see it
            (_last is null ? ref _first : ref _last.Behind) = verb;
            _last = verb;
            return false;
        }
    }

    /// <exception cref="InvalidOperationException">One is under way.</exception>
    internal void DemandIdle(string name)
    {
        lock (side.Gate)
        {
            if (_current is not null)
            {
                throw InUse(name, _current);
            }
        }
    }

    /// <summary>Takes a verb out whose turn had not come. False: it is not there, or nothing has ended it.</summary>
    internal bool TryDrop(AsyncVerb verb)
    {
        lock (side.Gate)
        {
            AsyncVerb? behind = null;
            AsyncVerb? at = _first;
            while (at is not null && at != verb)
            {
                (behind, at) = (at, at.Behind);
            }

            if (at is null || !verb.IsEnded)
            {
                return false;
            }

            (behind is null ? ref _first : ref behind.Behind) = verb.Behind;
            _last = _last == verb ? behind : _last;
            verb.Behind = null;
            return true;
        }
    }

    /// <summary>It has its answer; whose turn it is next begins.</summary>
    internal void Leave()
    {
        AsyncVerb? next;
        lock (side.Gate)
        {
            next = _first;
            _current = next;
            if (next is not null)
            {
                _first = next.Behind;
                _last = _first is null ? null : _last;
                next.Behind = null;
            }
        }

        next?.StartNext();
    }

    private InvalidOperationException InUse(string name, AsyncVerb current)
        => new($"{name}: {current.Name} is under way on this socket, and of those that {(direction == Direction.Read ? "read" : "write")} it takes one at a time");

    /// <summary>How the verb whose turn it is is to be tried. What usually has to wait is not tried for nothing; and a row of answers that are there at once is broken, so that the other sockets of the loop get on.</summary>
    internal Attempt Choose(bool usuallyGoes)
    {
        bool first = !_begun;
        _begun = true;
        if (Loop.Current == Channel.Loop)
        {
            long turn = Channel.Loop.Turns;
            _inARow = turn == _turn ? _inARow + 1 : 0;
            _turn = turn;
            if (_inARow >= MaxInARow)
            {
                return usuallyGoes ? Attempt.Later : Attempt.ByLoop;
            }
        }

        return first || usuallyGoes ? Attempt.First : Attempt.IfReady;
    }
}
