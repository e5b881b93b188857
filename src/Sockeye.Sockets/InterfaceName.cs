namespace Sockeye.Sockets;

/// <summary>A network interface: if_nameindex(3).</summary>
/// <param name="Index">Its number: what a scope id and multicast options take.</param>
/// <param name="Name">Such as "lo" or "eth0".</param>
public readonly record struct InterfaceName(int Index, string Name);
