namespace Sockeye.Cli.Labs;

/// <summary>How long the check waits for a learner's program.</summary>
/// <param name="Step">For the next byte, the end of a conversation, the end of the program. Whoever says nothing for so long has stopped.</param>
/// <param name="Start">Until the program listens or connects: a compiler may run first.</param>
internal sealed record LabTimes(TimeSpan Step, TimeSpan Start)
{
    /// <summary>A whole conversation, for a program that goes on byte by byte for ever.</summary>
    internal TimeSpan Conversation => Step * 12;
}
