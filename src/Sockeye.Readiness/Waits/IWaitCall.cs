using Sockeye.Native;

namespace Sockeye.Readiness.Waits;

/// <summary>One of the three system calls that wait, with its arguments.</summary>
internal interface IWaitCall
{
    /// <summary>Waits once, for the wake-up descriptor too unless that is -1. The answer does not count the wake-up.</summary>
    /// <param name="left">Negative: for ever.</param>
    /// <param name="wakeDescriptor">Readable once a token was cancelled.</param>
    SysResult Invoke(TimeSpan left, int wakeDescriptor);

    /// <summary>After a wait with nothing to tell: something that is waited for, or the waiting object itself, was closed meanwhile.</summary>
    bool IsOver { get; }
}
