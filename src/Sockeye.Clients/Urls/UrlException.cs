using System.Globalization;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls;

/// <summary>A server, or the system, said no to a URL, in its own words. Python: <c>urllib.error.HTTPError</c> and <c>URLError</c>.</summary>
/// <remarks>What the network does is told by Sockeye's own errors, and what makes no sense by a <see cref="Wire.ProtocolException"/>.</remarks>
public sealed class UrlException : IOException
{
    /// <summary>A refusal.</summary>
    /// <param name="url">Of what. User and password are taken off.</param>
    /// <param name="status">The status of HTTP, the reply of FTP; 0 where the scheme has none.</param>
    /// <param name="reason">The server's words, or why not.</param>
    /// <param name="inner">What it comes from.</param>
    public UrlException(Url url, int status, string reason, Exception? inner = null)
        : base(Sentence(url, status, reason), inner)
        => (Url, Status, Reason) = (url.WithoutUser(), status, Shown.Line(reason));

    /// <summary>Of what; without user and password.</summary>
    public Url Url { get; }

    /// <summary>The status of HTTP, the reply of FTP; 0 where the scheme has none.</summary>
    public int Status { get; }

    /// <summary>Why, in the server's words; control characters are shown as '?'.</summary>
    public string Reason { get; }

    /// <summary>What the server says of what it did not give.</summary>
    public UrlInfo Info { get; init; } = new();

    /// <summary>The body of the failure, at most <see cref="UrlLimits.FailureBody"/> bytes of it.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    private static string Sentence(Url url, int status, string reason)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(reason);
        string code = status == 0 ? "" : status.ToString(CultureInfo.InvariantCulture) + " ";
        return $"{url.WithoutUser()}: {code}{Shown.Line(reason)}".TrimEnd();
    }
}
