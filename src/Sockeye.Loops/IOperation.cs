using Sockeye.Native;

namespace Sockeye.Loops;

/// <summary>What is done with a descriptor when it is ready, and who is told. One object serves one half of a channel again and again.</summary>
/// <remarks>
/// Who starts an operation gives its fields away until it completes. Then they are its starter's again, who may start it anew from
/// within <see cref="Complete"/>.
/// </remarks>
internal interface IOperation
{
    /// <summary>Makes the call, or the next step of it, and never blocks. EAGAIN: not yet. What it has done so far it keeps itself.</summary>
    SysResult Invoke(ref Turn turn);

    /// <summary>Hands out the outcome: runs whoever awaits it. ECANCELED: cancelled, or the descriptor was closed.</summary>
    void Complete(SysResult outcome);

    /// <summary>True where bytes that the loop lent are still being looked at. Asked on the loop, after each <see cref="Complete"/> of a turn in which something was lent.</summary>
    bool KeepsLoan();
}
