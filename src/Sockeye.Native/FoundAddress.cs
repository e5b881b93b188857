namespace Sockeye.Native;

/// <summary>One answer of getaddrinfo(3), copied out of C memory.</summary>
/// <param name="Family">AF_…</param>
/// <param name="SocketType">SOCK_…</param>
/// <param name="Protocol">IPPROTO_…</param>
/// <param name="CanonicalName">Empty where it was not asked for, and on all answers but the first.</param>
/// <param name="Address">The socket address as the kernel takes it.</param>
internal readonly record struct FoundAddress(int Family, int SocketType, int Protocol, string CanonicalName, byte[] Address);
