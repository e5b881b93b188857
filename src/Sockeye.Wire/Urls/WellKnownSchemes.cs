namespace Sockeye.Wire.Urls;

/// <summary>The ports of the schemes people type.</summary>
internal static class WellKnownSchemes
{
    internal static int? PortOf(string scheme) => scheme switch
    {
        "http" or "ws" => 80,
        "https" or "wss" => 443,
        "ftp" => 21,
        "ftps" => 990,
        "gopher" or "gophers" => 70,
        "telnet" => 23,
        "smtp" => 25,
        "nntp" => 119,
        "pop" or "pop3" => 110,
        "imap" => 143,
        _ => null,
    };
}
