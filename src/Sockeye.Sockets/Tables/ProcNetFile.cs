namespace Sockeye.Sockets.Tables;

/// <summary>A file of /proc/net and what its sockets are; of a raw socket the row says the protocol.</summary>
internal sealed record ProcNetFile(string Name, Family Family, SocketKind Kind, Protocol Protocol);
