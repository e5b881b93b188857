using Sockeye.Native;

namespace Sockeye.Readiness;

/// <summary>One of those that an <see cref="Epoll"/> found ready.</summary>
/// <param name="Object">What was registered.</param>
/// <param name="Events">What it is ready for, and what befell it: EPOLLERR and EPOLLHUP come unasked.</param>
/// <param name="Data">What was registered with it.</param>
public readonly record struct EpollReady(IPollable Object, EpollEvents Events, object? Data);
