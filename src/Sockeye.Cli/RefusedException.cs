namespace Sockeye.Cli;

/// <summary>The server was there and said no.</summary>
internal sealed class RefusedException(string message) : Exception(message);
