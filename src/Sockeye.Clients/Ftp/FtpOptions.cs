namespace Sockeye.Clients.Ftp;

/// <summary>How an FTP server is talked to.</summary>
public sealed record FtpOptions
{
    /// <summary>Timeout, dialer, TLS, and the record of what is said on the control connection. Passwords are not in it.</summary>
    public ClientOptions Client { get; init; } = new();

    /// <summary>Whether it is in TLS: not, by default. Where it is, the data are too, always.</summary>
    public FtpSecurity Security { get; init; }

    /// <summary>Who connects for the data: this side, by default.</summary>
    public FtpDataMode Mode { get; init; }

    /// <summary>Bytes of a listing, at most, where each line counts 64 more for what it takes here: 32 MiB, which is some 200,000 entries. More are a <see cref="Wire.ProtocolException"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaximumListing
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 32 << 20;

    /// <summary>Tells which year a listing means that names none.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Whether FTP is spoken in TLS.</summary>
public enum FtpSecurity
{
    /// <summary>In plain text, passwords too.</summary>
    None,

    /// <summary>It begins in plain text and goes on in TLS before the login: AUTH TLS, RFC 4217. A server that refuses is an error.</summary>
    Explicit,

    /// <summary>TLS from the first byte, at a port of its own (990).</summary>
    Implicit,
}

/// <summary>Who connects for the data.</summary>
public enum FtpDataMode
{
    /// <summary>This side, to a port that the server names: EPSV (RFC 2428), and PASV where the server does not know that. The host is that of the control connection, whatever a reply says.</summary>
    Passive,

    /// <summary>The same with PASV alone, for servers and boxes between that stumble over EPSV. IPv4 only.</summary>
    PassiveIPv4,

    /// <summary>The server, to a port that this side names: EPRT, and PORT where the server does not know that. Somebody else who connects to it is sent away.</summary>
    Active,
}
