using System.Net;

namespace Sockeye.Sockets;

/// <summary>One address that was tried and did not answer, and why.</summary>
/// <param name="EndPoint">The address.</param>
/// <param name="Reason">What went wrong: a refusal, a timeout …; for an address that was left when time was up, a <see cref="SocketTimeoutException"/> that says so.</param>
public sealed record ConnectAttempt(EndPoint EndPoint, SocketFaultException Reason);
