using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Sockeye.Clients;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Urls;
using Sockeye.Connections.Tls;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Urls;

namespace Sockeye.Cli.Commands;

/// <summary>What the commands for URLs can be told alike: how long, by which way, whom to trust, and whether to show what is said.</summary>
internal sealed partial class UrlWords
{
    private const string Space = "%20";

    private readonly Option<double> _timeout = CommonOptions.Timeout("how long it may take until the answer begins, and then each wait for more of it", usual: 60);
    private readonly Option<bool> _verbose = new("--verbose") { Description = "show on standard error what is said; passwords are not" };
    private readonly Option<string?> _proxy = new("--proxy") { HelpName = "URL", Description = "go by it: socks5://, socks5h:// or http://[USER:PASSWORD@]HOST:PORT; none for none [default: what the environment names]" };
    private readonly TrustWords _trusted;

    private UrlWords(Command command)
    {
        command.Add(_timeout);
        command.Add(_proxy);
        _trusted = TrustWords.AddTo(command, with: null);
        command.Add(_verbose);
    }

    internal static UrlWords AddTo(Command command) => new(command);

    internal bool IsVerbose(ParseResult parsed) => parsed.GetValue(_verbose);

    /// <param name="parsed">The command line.</param>
    /// <param name="record">Where what is said is written down.</param>
    /// <param name="scheme">Of the URLs: the environment may name another proxy for each.</param>
    /// <exception cref="UsageException">The words contradict each other, or a file makes no sense.</exception>
    internal ClientOptions Read(ParseResult parsed, Conversation? record, string scheme) => new()
    {
        Timeout = parsed.Span(_timeout),
        Dialer = DialerOf(parsed, scheme.ToLowerInvariant()),
        Tls = new TlsClientOptions { Trust = _trusted.Read(parsed) },
        Conversation = record,
    };

    /// <summary>By which way to go where a redirect leads from http to https, or back.</summary>
    /// <exception cref="UsageException">The environment names no proxy that makes sense.</exception>
    internal IReadOnlyDictionary<string, Dialer> ReadDialers(ParseResult parsed)
        => new Dictionary<string, Dialer> { ["http"] = DialerOf(parsed, "http"), ["https"] = DialerOf(parsed, "https") };

    /// <summary>A URL as people write it: what has no scheme is of http, ":8000/x" is on this machine, and a space is %20.</summary>
    /// <exception cref="UsageException">It is none, or nobody opens such a one.</exception>
    internal static Url Parse(string word)
    {
        string front = word.Contains("://", StringComparison.Ordinal) || word.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || word.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            ? ""
            : "http://" + (word.StartsWith(':') ? "localhost" : "");
        if (front.Length > 0 && SchemeAlone().Match(word) is { Success: true } scheme)
        {
            throw new UsageException(UrlOpener.Default.Handlers.ContainsKey(scheme.Value[..^1].ToLowerInvariant())
                ? $"behind {scheme.Value} // and a host are due"
                : $"'{scheme.Value[..^1]}' is a scheme that nobody here opens: {string.Join(", ", UrlOpener.Default.Handlers.Keys.Order(StringComparer.Ordinal))}");
        }

        try
        {
            Url url = Url.Parse(front + word.Replace(" ", Space, StringComparison.Ordinal));
            return UrlOpener.Default.Handlers.ContainsKey(url.Scheme.ToLowerInvariant()) ? url
                : throw new UsageException($"'{url.Scheme}' is a scheme that nobody here opens: {string.Join(", ", UrlOpener.Default.Handlers.Keys.Order(StringComparer.Ordinal))}");
        }
        catch (ProtocolException wrong)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"character {PlaceIn(word, wrong.Offset - front.Length) + 1} of the URL: {wrong.What}"));
        }
    }

    // Letters, a colon, and behind it no port and no password.
    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])(?![^/]*@)")]
    private static partial Regex SchemeAlone();

    // Where in what was written, of a place in what was made of it.
    private static int PlaceIn(string word, long made)
    {
        int place = 0;
        for (long at = 0; place < word.Length && (at += word[place] == ' ' ? Space.Length : 1) <= made;)
        {
            place++;
        }

        return place;
    }

    private Dialer DialerOf(ParseResult parsed, string scheme) => new(new DialerOptions { Proxy = By(parsed.GetValue(_proxy), scheme) });

    private static Proxy? By(string? word, string scheme)
    {
        try
        {
            return word is null ? Proxy.FromEnvironment(scheme) : word == "none" ? null : Proxy.Parse(word);
        }
        catch (FormatException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
