using Sockeye.Native;

namespace Sockeye.Sockets.Calls;

/// <summary>One system call with its arguments, to be made until it answers something other than "interrupted" or "not yet".</summary>
/// <remarks>
/// The calls are ref structs, so that they hold spans, and generic parameters, so that the one loop that makes them
/// (Socket.Calls.cs) is compiled for each without a delegate or an allocation. A call that moves bytes in steps keeps its progress.
/// </remarks>
internal interface ISocketCall
{
    /// <summary>Makes the system call, or the next step of it.</summary>
    SysResult Invoke(int fd);

    /// <summary>After EAGAIN: the poll(2) events to wait for, or <see cref="Wait.Never"/>, or <see cref="Wait.Retry"/>.</summary>
    short WaitFor { get; }

    /// <summary>
    /// After success: true for a step of a longer call, which is to be invoked again. Between the steps the loop looks at the
    /// deadline, the token and whether the socket was closed, so that a peer that keeps pace cannot hold a call past them.
    /// </summary>
    bool Unfinished { get; }
}
