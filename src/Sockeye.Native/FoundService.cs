namespace Sockeye.Native;

/// <summary>A struct servent, copied out of C memory.</summary>
/// <param name="Name">Its proper name.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Port">In the machine's byte order.</param>
/// <param name="Protocol">"tcp", "udp" …</param>
internal sealed record FoundService(string Name, string[] Aliases, int Port, string Protocol);
