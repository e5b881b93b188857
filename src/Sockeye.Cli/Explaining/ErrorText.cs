namespace Sockeye.Cli.Explaining;

/// <summary>What is written about an error by hand. Its numbers and types are asked of those who make them.</summary>
/// <param name="Name">The header name: "ECONNREFUSED".</param>
/// <param name="Meaning">What it says, in a sentence or two.</param>
internal sealed record ErrorText(string Name, string Meaning)
{
    /// <summary>What makes it happen, the usual first.</summary>
    internal required string[] Causes { get; init; }

    /// <summary>The calls that give it, as their manual pages are called.</summary>
    internal required string[] Calls { get; init; }

    /// <summary>What to look at, or to do.</summary>
    internal required string[] Try { get; init; }
}
