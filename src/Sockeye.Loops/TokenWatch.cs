namespace Sockeye.Loops;

/// <summary>A token's hold on the operation that waits in one direction of a channel. One object serves one starter of operations again and again.</summary>
/// <remarks>Only an operation that has to wait takes a hold: of those that do not, none pays for the token.</remarks>
internal sealed class TokenWatch(Channel channel, Direction direction)
{
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private int _ticket;

    /// <summary>By who started the operation, before its result can be taken. A token that is cancelled already ends it now.</summary>
    /// <param name="ticket">The ticket that the operation waits under: later cancellations do not hit the next one.</param>
    /// <param name="token">Whose cancellation is to end it.</param>
    internal void Begin(int ticket, CancellationToken token)
    {
        (_token, _ticket) = (token, ticket);
        _registration = token.UnsafeRegister(static watch => ((TokenWatch)watch!).Cancel(), this);
    }

    /// <summary>By who takes the result. After it the token does nothing here any more. Where none is held this does nothing.</summary>
    /// <returns>The token, if that was cancelled.</returns>
    internal CancellationToken End()
    {
        if (!_token.CanBeCanceled)
        {
            return default;     // nothing is held
        }

        _registration.Dispose();        // waits for a cancellation that is under way, which takes no lock and runs no code but ours
        CancellationToken token = _token;
        (_registration, _token) = (default, default);
        return token.IsCancellationRequested ? token : default;
    }

    private void Cancel() => channel.Cancel(direction, _ticket);
}
