namespace Sockeye.Loops;

/// <summary>What begins in the first turn of a channel.</summary>
internal interface IStarter
{
    /// <summary>Called once, on the lane of the channel, after the descriptor is watched.</summary>
    void Start();
}
