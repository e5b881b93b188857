namespace Sockeye.Loops;

/// <summary>The two things that a descriptor is waited for.</summary>
internal enum Direction
{
    Read,
    Write,
}
