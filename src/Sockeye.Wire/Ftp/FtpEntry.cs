namespace Sockeye.Wire.Ftp;

/// <summary>One line of a directory listing.</summary>
/// <param name="Raw">The line as it came.</param>
public sealed record FtpEntry(string Raw)
{
    /// <summary>What it is; <see cref="FtpEntryKind.Unknown"/> when the line is of no form known here: then only <see cref="Raw"/> says anything.</summary>
    public FtpEntryKind Kind { get; init; }

    /// <summary>The name; the whole line when the form is unknown.</summary>
    public string Name { get; init; } = Raw;

    /// <summary>Size in bytes, where the line says one.</summary>
    public long? Size { get; init; }

    /// <summary>
    /// Last change, where the line says one. MLSD gives UTC (<see cref="DateTimeKind.Utc"/>); the other forms give the server's local time,
    /// to the minute or the day (<see cref="DateTimeKind.Unspecified"/>).
    /// </summary>
    public DateTime? Modified { get; init; }

    /// <summary>Where a symbolic link points.</summary>
    public string? Target { get; init; }

    /// <summary>The facts of an MLSD line, names in lower case; empty for other forms.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}

/// <summary>What a line of a directory listing names.</summary>
public enum FtpEntryKind
{
    /// <summary>The line is of no form known here.</summary>
    Unknown,

    /// <summary>A file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>This directory or the one above, as MLSD lists them.</summary>
    Self,

    /// <summary>A device, socket, pipe, or what else a server has.</summary>
    Other,
}
