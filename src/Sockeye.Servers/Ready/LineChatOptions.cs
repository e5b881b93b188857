namespace Sockeye.Servers.Ready;

/// <summary>The limits of a <see cref="LineChat"/>.</summary>
public sealed record LineChatOptions
{
    /// <summary>How many bytes a line may have, 64 or more. 1,024: it is said, and not written.</summary>
    public int MaxLine { get; init => field = value >= 64 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "64 or more"); } = 1024;

    /// <summary>How many bytes may wait for a member that does not read, and as many may be on their way to it. 256 KiB: some hundreds of lines, which nobody reads any more.</summary>
    public int MaxWaiting { get; init => field = value >= 1024 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "1,024 or more"); } = 256 * 1024;

    /// <summary>How long one that is thrown out may take to read why. 5 s.</summary>
    public TimeSpan LastWords { get; init => field = ServingOptions.ZeroOrMore(value, nameof(value)); } = TimeSpan.FromSeconds(5);
}
