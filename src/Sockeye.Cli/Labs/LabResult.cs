using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Labs;

/// <summary>How a case went.</summary>
/// <param name="Side">"server", "client" or "both".</param>
/// <param name="Case">Its name.</param>
/// <param name="Meaning">What is right.</param>
internal sealed record LabResult(string Side, string Case, string Meaning)
{
    /// <summary>What was wrong, or null where nothing was.</summary>
    internal LabWrongException? Wrong { get; init; }

    /// <summary>The conversation that went wrong.</summary>
    internal Conversation? Talk { get; init; }

    /// <summary>The last of what the program wrote on standard error.</summary>
    internal string Errors { get; init; } = "";
}
