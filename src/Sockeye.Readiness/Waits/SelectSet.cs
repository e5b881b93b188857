namespace Sockeye.Readiness.Waits;

/// <summary>The three sets of select(2), in its order.</summary>
internal enum SelectSet
{
    /// <summary>A receive or accept would not block.</summary>
    Read,

    /// <summary>A send would not block.</summary>
    Write,

    /// <summary>Urgent data.</summary>
    Except,
}
