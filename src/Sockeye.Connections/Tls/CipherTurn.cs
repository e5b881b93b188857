namespace Sockeye.Connections.Tls;

/// <summary>Who is inside SslStream, in one direction: its reader or its writer, or who ends the writing.</summary>
/// <remarks>
/// SslStream lets one thread at a time decrypt or encrypt, but its <see cref="System.Net.Security.SslStream.ShutdownAsync"/> goes to OpenSSL beside them:
/// then one of the two calls fails, or what was read is lost. So that takes the turn of both directions first. A turn is held while something is
/// computed and never while somebody waits for the peer, so who wants it spins.
/// </remarks>
internal sealed class CipherTurn
{
    // About a second: SpinWait sleeps for a millisecond a time once it has spun for long.
    private const int Patience = 1000;

    private int _taken;

    /// <summary>Whether its reader or writer holds it; only that one looks.</summary>
    private bool _isIn;

    /// <summary>By the direction's own reader or writer.</summary>
    /// <exception cref="InvalidOperationException">It does not come free.</exception>
    internal void Enter()
    {
        if (!TryTake())
        {
            throw new InvalidOperationException("the connection's TLS is in use, perhaps by this thread further down its stack");
        }

        _isIn = true;
    }

    /// <summary>By the same: when it has done, or waits; whether it was in.</summary>
    internal bool Leave()
    {
        bool wasIn = _isIn;
        if (wasIn)
        {
            _isIn = false;
            Volatile.Write(ref _taken, 0);
        }

        return wasIn;
    }

    /// <summary>By anybody else; false where it does not come free, as when this thread holds it further down its stack.</summary>
    internal bool TryTake()
    {
        var spin = new SpinWait();
        while (Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
        {
            if (spin.Count > Patience)
            {
                return false;
            }

            spin.SpinOnce();
        }

        return true;
    }

    /// <summary>After a <see cref="TryTake"/> that was true.</summary>
    internal void GiveBack() => Volatile.Write(ref _taken, 0);
}
