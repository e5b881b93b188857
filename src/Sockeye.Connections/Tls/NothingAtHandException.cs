namespace Sockeye.Connections.Tls;

/// <summary>A read that must not wait would have to. An IOException, since SslStream hands those through.</summary>
internal sealed class NothingAtHandException : IOException;
