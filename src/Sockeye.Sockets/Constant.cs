namespace Sockeye.Sockets;

/// <summary>A name of the C headers and its number. See <see cref="Constants"/>.</summary>
/// <param name="Name">The header name: "AF_INET".</param>
/// <param name="Value">The number on this system; what C holds unsigned is never negative here.</param>
/// <param name="Prefix">What it is listed under: "AF_"; "E" for the error numbers, and its own name where it has no underscore.</param>
/// <param name="Member">Where it stands in C#, in full: "Sockeye.Sockets.Family.AF_INET"; null where only <see cref="Constants"/> knows it.</param>
public sealed record Constant(string Name, long Value, string Prefix, string? Member);
