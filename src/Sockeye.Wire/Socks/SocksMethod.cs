namespace Sockeye.Wire.Socks;

/// <summary>Ways to show a SOCKS 5 proxy who one is: RFC 1928, section 3.</summary>
public enum SocksMethod : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>GSSAPI, RFC 1961. Sockeye does not speak it.</summary>
    GssApi = 1,

    /// <summary>A user's name and password, in plain text: RFC 1929.</summary>
    Password = 2,

    /// <summary>The proxy takes none of those that were offered.</summary>
    NoneAcceptable = 0xFF,
}
