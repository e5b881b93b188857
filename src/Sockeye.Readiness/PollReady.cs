using Sockeye.Native;

namespace Sockeye.Readiness;

/// <summary>One of those that a <see cref="Poll"/> found ready.</summary>
/// <param name="Object">What was registered.</param>
/// <param name="Events">What it is ready for, and what befell it: POLLERR, POLLHUP and POLLNVAL come unasked.</param>
public readonly record struct PollReady(IPollable Object, PollEvents Events);
