namespace Sockeye.Cli.Chatting;

/// <summary>How long a talk waits, and for what.</summary>
/// <param name="Answer">For an answer to begin, or to go on where it is not whole: then the next line is said all the same.</param>
/// <param name="Silence">After an answer that looks whole.</param>
internal sealed record ChatTimes(TimeSpan Answer, TimeSpan Silence);
