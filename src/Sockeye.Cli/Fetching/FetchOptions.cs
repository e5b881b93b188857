namespace Sockeye.Cli.Fetching;

/// <summary>What <c>sockeye get</c> does with an answer.</summary>
internal sealed record FetchOptions
{
    /// <summary>Into which file; null for standard output.</summary>
    internal string? File { get; init; }

    internal bool Resume { get; init; }

    /// <summary>Nothing but what is known of it.</summary>
    internal bool HeadOnly { get; init; }

    /// <summary>What is known of it goes in front.</summary>
    internal bool ShowsHead { get; init; }

    internal bool Json { get; init; }

    /// <summary>A line on the terminal tells how far it is: not where the conversation is shown there.</summary>
    internal bool ShowsProgress { get; init; } = true;
}
