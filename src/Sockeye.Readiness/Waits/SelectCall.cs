using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Readiness.Waits;

/// <summary>pselect(2). The kernel writes its answer over the question, so there are two copies of the sets.</summary>
/// <remarks>
/// Descriptors stay below <see cref="PollCalls.FD_SETSIZE"/>; the wake-up, which nobody sees, need not, and then the sets are larger
/// for this one call: the kernel takes any size.
/// </remarks>
internal ref struct SelectCall(Span<ulong> asked, Span<ulong> answered, Gathering gathering) : IWaitCall
{
    private const int BitsInWord = 64;

    /// <summary>The words that three sets of the usual size take.</summary>
    internal const int Words = 3 * PollCalls.FD_SETSIZE / BitsInWord;

    private readonly Span<ulong> _asked = asked;
    private readonly Span<ulong> _answered = answered;
    private readonly Gathering _gathering = gathering;
    private int _count;

    public readonly bool IsOver => _gathering.AnyClosed;

    internal void Ask(SelectSet set, int number)
    {
        Set(_asked, set, number);
        _count = Math.Max(_count, number + 1);
    }

    internal readonly bool Has(SelectSet set, int number)
        => (_answered[Word(_answered, set, number)] & Bit(number)) != 0;

    public readonly SysResult Invoke(TimeSpan left, int wakeDescriptor)
    {
        if (wakeDescriptor >= PollCalls.FD_SETSIZE)
        {
            return InvokeWide(left, wakeDescriptor);
        }

        _asked.CopyTo(_answered);
        return Invoke(_answered, left, wakeDescriptor);
    }

    private readonly SysResult InvokeWide(TimeSpan left, int wakeDescriptor)
    {
        int words = Words / 3;
        int wideWords = (wakeDescriptor / BitsInWord) + 1;
        Span<ulong> wide = new ulong[wideWords * 3];
        for (int set = 0; set < 3; set++)
        {
            _asked.Slice(set * words, words).CopyTo(wide[(set * wideWords)..]);
        }

        SysResult answer = Invoke(wide, left, wakeDescriptor);
        for (int set = 0; set < 3; set++)
        {
            wide.Slice(set * wideWords, words).CopyTo(_answered[(set * words)..]);
        }

        return answer;
    }

    private readonly SysResult Invoke(Span<ulong> sets, TimeSpan left, int wakeDescriptor)
    {
        if (wakeDescriptor < 0)
        {
            return PollCalls.Select(_count, sets, left);
        }

        Set(sets, SelectSet.Read, wakeDescriptor);
        SysResult answer = PollCalls.Select(Math.Max(_count, wakeDescriptor + 1), sets, left);
        bool woken = !answer.Failed && (sets[Word(sets, SelectSet.Read, wakeDescriptor)] & Bit(wakeDescriptor)) != 0;
        return woken ? SysResult.Success(answer.Value - 1) : answer;
    }

    private static void Set(Span<ulong> sets, SelectSet set, int number) => sets[Word(sets, set, number)] |= Bit(number);

    private static int Word(Span<ulong> sets, SelectSet set, int number) => ((int)set * (sets.Length / 3)) + (number / BitsInWord);

    private static ulong Bit(int number) => 1UL << (number % BitsInWord);
}
