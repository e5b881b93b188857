namespace Sockeye.Connections.Tls;

/// <summary>A read was woken by CancelPendingRead, of whoever it was meant for.</summary>
internal sealed class ReadCancelledException() : OperationCanceledException("the read was cancelled by CancelPendingRead");
