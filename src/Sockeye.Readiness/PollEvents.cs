namespace Sockeye.Readiness;

/// <summary>What poll(2) is asked for and answers, by the names of poll.h.</summary>
[Flags]
public enum PollEvents
{
    /// <summary>Nothing is asked for: errors and hang-ups are told all the same.</summary>
    None = 0,

    /// <summary>There is something to receive or to accept, or the end of the stream.</summary>
    POLLIN = 0x1,

    /// <summary>Urgent data.</summary>
    POLLPRI = 0x2,

    /// <summary>A send would not block.</summary>
    POLLOUT = 0x4,

    /// <summary>An error is pending, or a pipe's reader is gone. Told unasked.</summary>
    POLLERR = 0x8,

    /// <summary>Both directions are at their end. What was sent before can still be received. Told unasked.</summary>
    POLLHUP = 0x10,

    /// <summary>It is not open. Told unasked.</summary>
    POLLNVAL = 0x20,

    /// <summary>As <see cref="POLLIN"/>, without the urgent.</summary>
    POLLRDNORM = 0x40,

    /// <summary>Data of a priority band; sockets do not have it.</summary>
    POLLRDBAND = 0x80,

    /// <summary>As <see cref="POLLOUT"/>.</summary>
    POLLWRNORM = 0x100,

    /// <summary>Data of a priority band may be sent.</summary>
    POLLWRBAND = 0x200,

    /// <summary>Not used by Linux.</summary>
    POLLMSG = 0x400,

    /// <summary>The peer sends no more: it closed, or shut its sending half down.</summary>
    POLLRDHUP = 0x2000,
}
