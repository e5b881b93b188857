namespace Sockeye.Cli.Terminals;

/// <summary>Whoever read our standard output has gone: there is nothing more to do, and nothing to complain about.</summary>
internal sealed class ReaderGoneException(Exception cause) : Exception("the reader of standard output has gone", cause);
