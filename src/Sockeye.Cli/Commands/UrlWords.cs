using System.CommandLine;
using System.Globalization;
using Sockeye.Clients;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Urls;
using Sockeye.Connections.Tls;
using Sockeye.Wire;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Urls;

namespace Sockeye.Cli.Commands;

/// <summary>What the commands for URLs can be told alike: how long, by which way, whom to trust, and whether to show what is said.</summary>
internal sealed class UrlWords
{
    private readonly Option<double> _timeout = CommonOptions.Timeout("how long it may take until the answer begins, and then each wait for more of it", usual: 60);
    private readonly Option<bool> _verbose = new("--verbose") { Description = "show on standard error what is said; passwords are not" };
    private readonly Option<string?> _proxy = new("--proxy") { HelpName = "URL", Description = "go by it: socks5://, socks5h:// or http://[USER:PASSWORD@]HOST:PORT; none for none [default: what the environment names]" };
    private readonly Option<string?> _authority = new("--ca") { HelpName = "FILE", Description = "trust the certificates of this file, in PEM, in place of the system's authorities" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "trust anybody" };

    private UrlWords()
    {
    }

    internal static UrlWords AddTo(Command command)
    {
        var words = new UrlWords();
        foreach (Option option in (Option[])[words._timeout, words._proxy, words._authority, words._insecure, words._verbose])
        {
            command.Add(option);
        }

        return words;
    }

    internal bool IsVerbose(ParseResult parsed) => parsed.GetValue(_verbose);

    /// <param name="parsed">The command line.</param>
    /// <param name="record">Where what is said is written down.</param>
    /// <param name="scheme">Of the URLs: the environment may name another proxy for each.</param>
    /// <exception cref="UsageException">The words contradict each other, or a file makes no sense.</exception>
    internal ClientOptions Read(ParseResult parsed, Conversation? record, string scheme) => new()
    {
        Timeout = parsed.Span(_timeout),
        Dialer = new Dialer(new DialerOptions { Proxy = By(parsed.GetValue(_proxy), scheme.ToLowerInvariant()) }),
        Tls = new TlsClientOptions { Trust = Trust(parsed) },
        Conversation = record,
    };

    /// <summary>A URL as people write it: what has no scheme is of http, ":8000/x" is on this machine, and a space is %20.</summary>
    /// <exception cref="UsageException">It is none, or nobody opens such a one.</exception>
    internal static Url Parse(string word)
    {
        string text = word.Contains("://", StringComparison.Ordinal) || word.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || word.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            ? word
            : "http://" + (word.StartsWith(':') ? "localhost" : "") + word;
        try
        {
            Url url = Url.Parse(text.Replace(" ", "%20", StringComparison.Ordinal));
            return UrlOpener.Default.Handlers.ContainsKey(url.Scheme.ToLowerInvariant()) ? url
                : throw new UsageException($"'{url.Scheme}' is a scheme that nobody here opens: {string.Join(", ", UrlOpener.Default.Handlers.Keys.Order(StringComparer.Ordinal))}");
        }
        catch (ProtocolException wrong)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"this is no URL, from character {wrong.Offset + 1} on: {wrong.What}"));
        }
    }

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

    private TlsTrust Trust(ParseResult parsed)
    {
        string? file = parsed.GetValue(_authority);
        bool isAnybody = parsed.GetValue(_insecure);
        try
        {
            return file is not null && isAnybody ? throw new UsageException($"{_authority.Name} and {_insecure.Name} do not go together")
                : isAnybody ? TlsTrust.Insecure
                : file is null ? TlsTrust.System
                : TlsTrust.FromPem(file);
        }
        catch (IOException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
