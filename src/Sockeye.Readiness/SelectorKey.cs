using Sockeye.Native;

namespace Sockeye.Readiness;

/// <summary>An object that is registered with a <see cref="Selector"/>. Python: <c>SelectorKey</c>.</summary>
/// <param name="Object">What was registered.</param>
/// <param name="Number">Its descriptor number when it was registered. It says nothing any more once the object is closed.</param>
/// <param name="Events">What is waited for.</param>
/// <param name="Data">The caller's: a state, a handler.</param>
public sealed record SelectorKey(IPollable Object, int Number, SelectorEvents Events, object? Data);
