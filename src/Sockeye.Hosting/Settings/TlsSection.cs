using System.Security.Authentication;
using Microsoft.Extensions.Configuration;
using Sockeye.Connections.Tls;

namespace Sockeye.Hosting.Settings;

/// <summary>The section "Tls" of a server: its certificate, and whether it asks for that of its clients. What is more, a certificate for each of several names say, is code.</summary>
/// <param name="section">It.</param>
/// <param name="root">Where paths begin that do not begin with a slash: the host's content root.</param>
internal sealed class TlsSection(IConfigurationSection section, string root)
{
    private const string Certificate = "Certificate";
    private const string Key = "Key";
    private const string Pkcs12 = "Pkcs12";
    private const string Password = "Password";
    private const string Development = "Development";
    private const string LooksEvery = "LooksEvery";
    private const string Authorities = "Authorities";

    /// <summary>How often files are looked at for a change, where the section says nothing: they change under a service that runs for months.</summary>
    private static readonly TimeSpan LooksEveryByDefault = TimeSpan.FromMinutes(1);

    internal static readonly string[] Keys =
    [
        Certificate, Key, Pkcs12, Password, Development, LooksEvery, Authorities, nameof(CertificateOptions.AllowsExpired),
        nameof(TlsServerOptions.ClientCertificates), nameof(TlsServerOptions.ApplicationProtocols), nameof(TlsServerOptions.Protocols), nameof(TlsServerOptions.RequiresCloseNotify),
    ];

    private static readonly string[] Lists = [nameof(TlsServerOptions.ApplicationProtocols), nameof(TlsServerOptions.Protocols)];

    private readonly List<string> _problems = [];

    /// <summary>The options, as the section has them.</summary>
    /// <param name="before">The program's own.</param>
    /// <param name="problems">Is told what cannot be.</param>
    internal TlsServerOptions? Read(TlsServerOptions? before, List<string> problems)
    {
        foreach (IConfigurationSection below in section.GetChildren().Where(static below => !Keys.Contains(below.Key, Registration.Comparer)))
        {
            _problems.Add($"{below.Path}: there is no such key; there are {string.Join(", ", Keys)}");
        }

        DemandSense();
        ServerCertificates? certificates = Certificates() ?? before?.Certificates;
        if (certificates is null && _problems.Count == 0)
        {
            _problems.Add($"{section.Path}: TLS needs a certificate: {Certificate} and {Key} of PEM files, {Pkcs12} of one with both, or {Development} = true for a try on this machine");
        }

        TlsServerOptions? options = certificates is null ? null : Complete((before ?? new TlsServerOptions { Certificates = certificates }) with { Certificates = certificates });
        problems.AddRange(_problems);
        return options;
    }

    // What would be passed over without a word, and whoever wrote it would believe that it holds.
    private void DemandSense()
    {
        if (section.Value is { Length: > 0 } value)
        {
            _problems.Add($"{section.Path} = {value}: this is a section; without TLS it is not there");
        }

        foreach (IConfigurationSection below in section.GetChildren().Where(below => !Lists.Contains(below.Key, Registration.Comparer)).SelectMany(static below => below.GetChildren()))
        {
            _problems.Add($"{below.Path}: a value stands there by itself, and has nothing below it");
        }

        DemandBeside(Authorities, nameof(TlsServerOptions.ClientCertificates));
        DemandBeside(Key, Certificate);
    }

    private void DemandBeside(string key, string other)
    {
        if (section[key] is string value && section[other] is null)
        {
            _problems.Add($"{section.Path}:{key} = {value}: it says nothing without {other}");
        }
    }

    // Each for itself: one that the options refuse is told with its key.
    private TlsServerOptions Complete(TlsServerOptions options)
    {
        options = Value(nameof(options.ClientCertificates), text => options with { ClientCertificates = Clients(text) }, options);
        options = Value(nameof(options.RequiresCloseNotify), text => options with { RequiresCloseNotify = Words.Truth(text) }, options);
        options = List(nameof(options.ApplicationProtocols), words => options with { ApplicationProtocols = words }, options);
        return List(nameof(options.Protocols), words => options with { Protocols = Versions(words) }, options);
    }

    private ServerCertificates? Certificates()
    {
        string[] given = [.. ((string[])[Certificate, Pkcs12, Development]).Where(key => section[key] is not null)];
        if (given.Length > 1)
        {
            _problems.Add($"{section.Path}: {string.Join(" and ", given)} are both there, and one certificate is meant");
            return null;
        }

        var options = new CertificateOptions
        {
            Password = section[Password],
            LooksEvery = Value<TimeSpan?>(LooksEvery, Often, LooksEveryByDefault),
            AllowsExpired = Value(nameof(CertificateOptions.AllowsExpired), Words.Truth, false),
        };
        return given switch
        {
            [Certificate] => Value(Certificate, path => ServerCertificates.FromPem(Full(path), Full(section[Key] ?? path), options), null),
            [Pkcs12] => Value(Pkcs12, path => ServerCertificates.FromPkcs12(Full(path), options), null),
            [Development] => Value(Development, static text => Words.Truth(text) ? ServerCertificates.Development() : null, null),
            _ => null,
        };
    }

    private ClientCertificates Clients(string text)
    {
        Func<TlsTrust, ClientCertificates> kind = Words.Word<Func<TlsTrust, ClientCertificates>>(
            text, (nameof(ClientCertificates.Required), ClientCertificates.Required), (nameof(ClientCertificates.Allowed), ClientCertificates.Allowed));
        return section[Authorities] is string path ? kind(TlsTrust.FromPem(Full(path))) : throw new FormatException($"whose word counts for them? {Authorities} is missing, the path of a PEM file");
    }

    private static SslProtocols Versions(string[] words) => words.Aggregate(
        SslProtocols.None, static (all, one) => all | Words.Word(one, (nameof(SslProtocols.Tls12), SslProtocols.Tls12), (nameof(SslProtocols.Tls13), SslProtocols.Tls13)));

    private static TimeSpan? Often(string text) => Words.Time(text) switch
    {
        var never when never == Timeout.InfiniteTimeSpan => null,
        var often when often >= TimeSpan.Zero => often,
        _ => throw new FormatException("zero or more"),
    };

    // A list of the configuration, or one word.
    private TValue List<TValue>(string key, Func<string[], TValue> parse, TValue otherwise)
    {
        string[] words = section[key] is string one ? [one] : [.. section.GetSection(key).GetChildren().Select(static child => child.Value).OfType<string>()];
        return words.Length == 0 ? otherwise : Parsed(key, string.Join(", ", words), _ => parse(words), otherwise);
    }

    private TValue Value<TValue>(string key, Func<string, TValue> parse, TValue otherwise) => section[key] is string text ? Parsed(key, text, parse, otherwise) : otherwise;

    private TValue Parsed<TValue>(string key, string text, Func<string, TValue> parse, TValue otherwise)
    {
        try
        {
            return parse(text);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or TlsException)
        {
            _problems.Add($"{section.Path}:{key} = {text}: {Section.Reason(wrong)}");
            return otherwise;
        }
    }

    private string Full(string path) => Path.GetFullPath(path, root);
}
