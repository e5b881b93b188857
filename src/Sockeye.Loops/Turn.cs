using Sockeye.Loops.Buffers;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Loops;

/// <summary>One try of an operation: on what, with what, and what it has to tell besides its answer.</summary>
internal ref struct Turn(int descriptor, Slabs? slabs, bool shortMeansDrained)
{
    private const int MSG_DONTWAIT = 0x40;

    /// <summary>The number, valid for this try.</summary>
    internal readonly int Descriptor = descriptor;

    /// <summary>Memory that the loop lends; null where another thread tries.</summary>
    internal readonly Slabs? Slabs = slabs;

    /// <summary>Set by the operation: there may be more, so the next one need not wait for an edge.</summary>
    internal bool More;

    /// <summary>The slab that was received into, and where the bytes end in it; null where no memory was lent.</summary>
    internal Slab? Lent;

    internal int LentEnd;

    /// <summary>How many bytes of <see cref="Lent"/> were filled.</summary>
    internal int LentCount;

    /// <summary>recv(2) of a stream. A buffer that was not filled was all there is, unless the peer has hung up or sent urgent bytes.</summary>
    internal SysResult Receive(scoped Span<byte> into)
    {
        SysResult got = TransferCalls.Receive(Descriptor, into, MSG_DONTWAIT);
        if (got.Failed)
        {
            return got;
        }

        More = got.Value == into.Length || !shortMeansDrained;
        ByteCount.HasReceived(got.Value);
        return got;
    }

    /// <summary>send(2)</summary>
    internal readonly SysResult Send(scoped ReadOnlySpan<byte> data) => ByteCount.Sent(TransferCalls.Send(Descriptor, data, MSG_DONTWAIT));
}
