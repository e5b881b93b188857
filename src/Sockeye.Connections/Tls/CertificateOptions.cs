namespace Sockeye.Connections.Tls;

/// <summary>How certificates are loaded, and loaded again.</summary>
public sealed record CertificateOptions
{
    /// <summary>Of the key; null where it has none.</summary>
    public string? Password { get; init; }

    /// <summary>Shows a certificate whose time is over, or has not come. Off by default: clients refuse it, and the error is better at home.</summary>
    public bool AllowsExpired { get; init; }

    /// <summary>How often the files are looked at for a change, when a client comes; null, the default, for never: <see cref="ServerCertificates.Reload"/> does it. What has changed and cannot be loaded is tried again each time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan? LooksEvery
    {
        get;
        init => field = value is null || value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "zero or more");
    }

    /// <summary>Told once where files have changed and cannot be loaded; what was shown before is shown on. Any thread; it does not wait. It is the event "CertificatesKept" as well.</summary>
    public Action<TlsException>? ReloadFailed { get; init; }

    /// <summary>Says what time it is; another one for tests.</summary>
    public TimeProvider Clock { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = TimeProvider.System;

    /// <summary>Without the password, which has no place in a log.</summary>
    public override string ToString() => $"{nameof(CertificateOptions)} {{ {nameof(LooksEvery)} = {LooksEvery}, {nameof(AllowsExpired)} = {AllowsExpired} }}";
}
