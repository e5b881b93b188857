using System.Globalization;

namespace Sockeye.Wire.Socks;

/// <summary>What a SOCKS 5 proxy has said to a request.</summary>
/// <param name="Code">Whether it is done, and why not.</param>
/// <param name="Host">The proxy's own address on the far side, or a name; often 0.0.0.0.</param>
/// <param name="Port">The port that goes with it.</param>
public sealed record SocksReply(SocksReplyCode Code, string Host, int Port)
{
    /// <summary>The code in words: "connection refused by the destination host".</summary>
    public string Reason => Code switch
    {
        SocksReplyCode.Succeeded => "succeeded",
        SocksReplyCode.GeneralFailure => "general failure of the proxy",
        SocksReplyCode.NotAllowed => "the proxy's rules do not allow this connection",
        SocksReplyCode.NetworkUnreachable => "network unreachable",
        SocksReplyCode.HostUnreachable => "host unreachable, or no such name",
        SocksReplyCode.ConnectionRefused => "connection refused by the destination host",
        SocksReplyCode.TimeToLiveExpired => "time to live expired",
        SocksReplyCode.CommandNotSupported => "the proxy does not support this command",
        SocksReplyCode.AddressTypeNotSupported => "the proxy does not support this type of address",
        _ => string.Create(CultureInfo.InvariantCulture, $"reply code {(byte)Code}, which has no meaning"),
    };
}
