namespace Sockeye.Sockets.Dialing;

/// <summary>What a <see cref="DialPlan"/> wants done next: start an address, or wait, or give up.</summary>
/// <param name="Start">The address to start now; null: nothing is to be started.</param>
/// <param name="Until">When to ask again at the latest; null: not before an answer comes or an attempt ends.</param>
/// <param name="IsOver">True: nothing is left to start or to wait for.</param>
internal readonly record struct DialStep(AddressInfo? Start, TimeSpan? Until, bool IsOver)
{
    internal static DialStep Now(AddressInfo address) => new(address, null, IsOver: false);

    internal static DialStep Wait(TimeSpan? until) => new(null, until, IsOver: false);

    internal static DialStep Over => new(null, null, IsOver: true);
}
