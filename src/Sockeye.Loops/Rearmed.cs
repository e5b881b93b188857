namespace Sockeye.Loops;

/// <summary>What became of an operation that found nothing.</summary>
internal enum Rearmed
{
    Waits,
    AnEdgeCame,
    Cancelled,
}
