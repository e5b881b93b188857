namespace Sockeye.Testing;

/// <summary>A conversation did not go as a <see cref="PeerScript"/> says. Any test framework reports it as a failure.</summary>
public sealed class ScriptException : Exception
{
    internal ScriptException(int step, string message, Exception? cause)
        : base(message, cause) => Step = step;

    /// <summary>Which step it was, from 1.</summary>
    public int Step { get; }
}
