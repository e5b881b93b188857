namespace Sockeye.Clients.Urls;

/// <summary>What is to be done with what a URL names.</summary>
public enum UrlVerb
{
    /// <summary>Fetch it. HTTP: GET; FTP: RETR, or a listing.</summary>
    Get,

    /// <summary>Ask about it: the answer's stream is empty. HTTP: HEAD; FTP: SIZE and MDTM.</summary>
    Head,

    /// <summary>Put <see cref="UrlRequest.Body"/> there. HTTP: PUT; FTP: STOR, behind REST where <see cref="UrlRequest.Offset"/> is more than 0.</summary>
    Put,
}
