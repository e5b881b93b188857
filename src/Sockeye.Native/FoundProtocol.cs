namespace Sockeye.Native;

/// <summary>A struct protoent, copied out of C memory.</summary>
/// <param name="Name">Its proper name.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Number">IPPROTO_…</param>
internal sealed record FoundProtocol(string Name, string[] Aliases, int Number);
