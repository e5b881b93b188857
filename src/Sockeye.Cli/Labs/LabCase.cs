namespace Sockeye.Cli.Labs;

/// <summary>One thing that is tried with a learner's program.</summary>
/// <param name="Name">A word to find it by.</param>
/// <param name="Meaning">What is right, in a few words.</param>
/// <param name="Try">Tries it. It throws <see cref="LabWrongException"/> where the program does something else.</param>
internal sealed record LabCase<TProgram>(string Name, string Meaning, Action<TProgram> Try);
