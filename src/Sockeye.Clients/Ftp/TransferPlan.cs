using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <summary>What is to be transferred, and how.</summary>
/// <param name="Verb">RETR, STOR, LIST …</param>
/// <param name="Argument">Of what; null for nothing.</param>
internal sealed record TransferPlan(string Verb, string? Argument)
{
    internal bool IsStore { get; init; }

    /// <summary>TYPE A.</summary>
    internal bool IsText { get; init; }

    /// <summary>REST, where it is above 0.</summary>
    internal long Offset { get; init; }

    /// <summary>The least that is to come.</summary>
    internal long? Length { get; init; }

    /// <summary>The reply that announced it.</summary>
    internal FtpReply? Opening { get; init; }
}
