namespace Sockeye.Sockets;

/// <summary>An address in words: the answer of getnameinfo(3).</summary>
/// <param name="Host">The host's name, or its address in digits where it has none.</param>
/// <param name="Service">The service's name, or the port in digits where it has none.</param>
public sealed record NameInfo(string Host, string Service);
