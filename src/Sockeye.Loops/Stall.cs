namespace Sockeye.Loops;

/// <summary>A handler held up its loop, and the loop went on without it.</summary>
/// <param name="Handler">Its method.</param>
/// <param name="Burned">True: it computed; false: it waited for something.</param>
/// <param name="AllOffLoop">True: it was one time too many, and all connections of this handler run off the loops for a while.</param>
internal readonly record struct Stall(string Handler, bool Burned, bool AllOffLoop);
