namespace Sockeye.Cli.Labs;

/// <summary>A learner's program did not do what the lab asks for.</summary>
internal sealed class LabWrongException(string expected, string happened, string hint) : Exception(happened)
{
    internal string Expected => expected;

    internal string Happened => Message;

    /// <summary>The classic cause.</summary>
    internal string Hint => hint;
}
