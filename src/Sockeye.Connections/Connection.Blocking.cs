using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Native.Layout;
using Sockeye.Native.Libc;

namespace Sockeye.Connections;

// Calls for which the thread itself waits, in poll(2): what the synchronous members of the stream do. Nothing of the loop takes part, so a
// handler that reads or writes like this waits for the peer alone, and never for a completion that stands in line behind itself.
public sealed partial class Connection
{
    private const int MSG_DONTWAIT = 0x40;

    internal SysResult ReceiveBlocking(Span<byte> into)
    {
        BlockedThread thread = BlockedThread.Current;
        if (!Descriptor.TryEnter(thread, out Descriptor? outer))
        {
            return SysResult.Failure(Errno.ECANCELED);
        }

        try
        {
            while (true)
            {
                SysResult got = TransferCalls.Receive(Descriptor.Raw, into, MSG_DONTWAIT);
                if (!got.Failed)
                {
                    return got;
                }

                if (Waited(got.Error, PollCalls.POLLIN) is SysResult end)
                {
                    return end;
                }
            }
        }
        finally
        {
            Descriptor.Leave(thread, outer);
        }
    }

    /// <summary>As much as the kernel takes at once. EAGAIN: nothing. ECANCELED: it is closed.</summary>
    internal SysResult TrySend(ReadOnlySpan<byte> data)
    {
        if (!Descriptor.TryHold())
        {
            return SysResult.Failure(Errno.ECANCELED);
        }

        SysResult sent;
        do
        {
            sent = TransferCalls.Send(Descriptor.Raw, data, MSG_DONTWAIT);
        }
        while (sent.Error == Errno.EINTR);
        Descriptor.Release();
        return ByteCount.Sent(sent);
    }

    /// <summary>Receives what has come, as far as it is not much, and drops it. While nobody reads.</summary>
    internal void DropReceived()
    {
        const int Most = 16;        // a peer that goes on sending is not waited for
        if (_input.IsUnderWay || !Descriptor.TryHold())
        {
            return;
        }

        Span<byte> some = stackalloc byte[1024];
        for (int i = 0; i < Most && TransferCalls.Receive(Descriptor.Raw, some, MSG_DONTWAIT) is { Failed: false, Value: > 0 }; i++)
        {
            // Nobody wants it.
        }

        Descriptor.Release();
    }

    /// <summary>All of it.</summary>
    internal SysResult SendBlocking(ReadOnlySpan<byte> data)
    {
        BlockedThread thread = BlockedThread.Current;
        if (!Descriptor.TryEnter(thread, out Descriptor? outer))
        {
            return SysResult.Failure(Errno.ECANCELED);
        }

        try
        {
            while (!data.IsEmpty)
            {
                SysResult sent = TransferCalls.Send(Descriptor.Raw, data, MSG_DONTWAIT);
                if (!sent.Failed)
                {
                    data = data[(int)sent.Value..];
                    _output.HasMoved();
                }
                else if (Waited(sent.Error, PollCalls.POLLOUT) is SysResult end)
                {
                    return end;
                }
            }

            return SysResult.Success(0);
        }
        finally
        {
            Descriptor.Leave(thread, outer);
        }
    }

    // Null: try again. Else what the call ends with.
    private SysResult? Waited(Errno error, short events)
    {
        if (Descriptor.IsClosed)
        {
            return SysResult.Failure(Errno.ECANCELED);
        }

        if (error == Errno.EAGAIN)
        {
            PollCalls.Poll([new PollEntry { Descriptor = Descriptor.Raw, Wanted = events }], Timeout.InfiniteTimeSpan);
            return null;        // an interruption too: it is looked whether somebody closed
        }

        return error == Errno.EINTR ? null : SysResult.Failure(error);
    }
}
