namespace Sockeye.Readiness;

/// <summary>What a <see cref="Selector"/> waits for. An error or a hang-up is told as whatever was asked for: the call that follows says which.</summary>
[Flags]
public enum SelectorEvents
{
    /// <summary>Nothing; nobody can be registered for it.</summary>
    None = 0,

    /// <summary>A receive or an accept would not block. Python: <c>EVENT_READ</c>.</summary>
    Read = 1,

    /// <summary>A send would not block. Python: <c>EVENT_WRITE</c>.</summary>
    Write = 2,
}
