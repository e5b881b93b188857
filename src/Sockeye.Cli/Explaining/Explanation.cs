namespace Sockeye.Cli.Explaining;

/// <summary>An error as `sockeye explain` tells it: what the system and the types say of it, and what is written about it.</summary>
/// <param name="Name">The header name.</param>
/// <param name="Number">Its number.</param>
/// <param name="Source">Whose numbers these are: errno, getaddrinfo or h_errno.</param>
/// <param name="SystemText">The system's own words.</param>
internal sealed record Explanation(string Name, int Number, string Source, string SystemText)
{
    /// <summary>Other names of the number.</summary>
    internal required string[] Also { get; init; }

    /// <summary>What is written by hand; null for an error that sockets do not give.</summary>
    internal required ErrorText? Text { get; init; }

    /// <summary>The type that Sockeye throws.</summary>
    internal required string Sockeye { get; init; }

    /// <summary>The SocketErrorCode that it carries.</summary>
    internal required string DotNet { get; init; }

    /// <summary>The class that Python raises.</summary>
    internal required string Python { get; init; }
}
