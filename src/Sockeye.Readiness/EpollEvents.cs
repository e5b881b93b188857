namespace Sockeye.Readiness;

/// <summary>What epoll(7) is asked for and answers, and the ways to be told, by the names of sys/epoll.h.</summary>
[Flags]
public enum EpollEvents : uint
{
    /// <summary>Nothing is asked for: errors and hang-ups are told all the same.</summary>
    None = 0,

    /// <summary>There is something to receive or to accept, or the end of the stream.</summary>
    EPOLLIN = 0x1,

    /// <summary>Urgent data.</summary>
    EPOLLPRI = 0x2,

    /// <summary>A send would not block.</summary>
    EPOLLOUT = 0x4,

    /// <summary>An error is pending, or a pipe's reader is gone. Told unasked.</summary>
    EPOLLERR = 0x8,

    /// <summary>Both directions are at their end. What was sent before can still be received. Told unasked.</summary>
    EPOLLHUP = 0x10,

    /// <summary>As <see cref="EPOLLIN"/>, without the urgent.</summary>
    EPOLLRDNORM = 0x40,

    /// <summary>Data of a priority band; sockets do not have it.</summary>
    EPOLLRDBAND = 0x80,

    /// <summary>As <see cref="EPOLLOUT"/>.</summary>
    EPOLLWRNORM = 0x100,

    /// <summary>Data of a priority band may be sent.</summary>
    EPOLLWRBAND = 0x200,

    /// <summary>Not used by Linux.</summary>
    EPOLLMSG = 0x400,

    /// <summary>The peer sends no more: it closed, or shut its sending half down.</summary>
    EPOLLRDHUP = 0x2000,

    /// <summary>A way to be told: of several epolls that watch one thing, one or some are woken, not all. Only when registering; it cannot be modified.</summary>
    EPOLLEXCLUSIVE = 1U << 28,

    /// <summary>A way to be told: the machine does not suspend between the event and the next wait. Needs the capability CAP_BLOCK_SUSPEND, and is ignored without.</summary>
    EPOLLWAKEUP = 1U << 29,

    /// <summary>A way to be told: once, and then not again until it is modified.</summary>
    EPOLLONESHOT = 1U << 30,

    /// <summary>A way to be told: when something changes (edge), not as long as it is so (level). Receive until it would block, or you wait for what is there already.</summary>
    EPOLLET = 1U << 31,
}
