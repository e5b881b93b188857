namespace Sockeye.Testing;

/// <summary>A frame format breaks a rule that <see cref="FrameCheck{TFrame}"/> holds it to. Any test framework reports it as a failure.</summary>
public sealed class FrameCheckException : Exception
{
    internal FrameCheckException(string message)
        : base(message)
    {
    }
}
