namespace Sockeye.Cli.Demonstration;

/// <summary>A part of the demonstration: a heading, one sentence that says what is to be seen, and the doing.</summary>
internal sealed record Chapter(string Title, string Sentence, Action<Stage> Play);
