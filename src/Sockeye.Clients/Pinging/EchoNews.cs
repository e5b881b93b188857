using System.Net;

namespace Sockeye.Clients.Pinging;

/// <summary>What a socket heard of an echo of ours.</summary>
/// <param name="Sequence">The echo's number on the wire.</param>
/// <param name="From">Who said it; null where it was this machine itself.</param>
/// <param name="Size">Bytes of the ICMP message; 0 where there was none.</param>
/// <param name="TimeToLive">The reply's.</param>
/// <param name="Reason">null: it is the reply. Else why there is none.</param>
internal sealed record EchoNews(ushort Sequence, IPAddress? From, int Size, int? TimeToLive, string? Reason);
