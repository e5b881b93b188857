using Sockeye.Native;

namespace Sockeye.Loops;

/// <summary>The system has nothing to make loops of: descriptors are out, or memory. Above this room it becomes the exception of its error number.</summary>
/// <param name="call">The call that said so.</param>
/// <param name="errno">What it said.</param>
internal sealed class LoopFault(string call, Errno errno) : Exception($"{call}: {errno.Describe()} ({errno})")
{
    internal string Call => call;

    internal Errno Errno => errno;
}
