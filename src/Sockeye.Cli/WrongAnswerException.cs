namespace Sockeye.Cli;

/// <summary>The server answered, and not what such a server answers.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
