namespace Sockeye.Native;

/// <summary>A struct hostent, copied out of C memory.</summary>
/// <param name="Name">The canonical name.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Addresses">Four or sixteen bytes each.</param>
internal readonly record struct FoundHost(string Name, string[] Aliases, byte[][] Addresses);
