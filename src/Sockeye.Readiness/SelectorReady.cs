namespace Sockeye.Readiness;

/// <summary>One of those that a <see cref="Selector"/> found ready.</summary>
/// <param name="Key">As it was registered.</param>
/// <param name="Events">What it is ready for, of that which was asked.</param>
public readonly record struct SelectorReady(SelectorKey Key, SelectorEvents Events);
