using System.CommandLine;
using System.Security.Cryptography;
using Sockeye.Connections.Tls;

namespace Sockeye.Cli.Commands;

/// <summary>The options for TLS at the side of the server.</summary>
internal sealed class TlsWords
{
    private readonly Option<bool> _tls = new("--tls") { Description = "speak TLS; without --certificate with one made for localhost, which clients have reason to mistrust" };
    private readonly Option<string?> _certificate = File("--certificate", "the certificate to show, in PEM, with its intermediates; or PKCS#12, which has its key");
    private readonly Option<string?> _key = File("--key", "its key, in PEM; without it in the file of the certificate");
    private readonly Option<string?> _clients = File("--client-ca", "clients must show a certificate of one of these authorities, in PEM");
    private readonly Option<string?> _protocols = new("--alpn") { HelpName = "NAMES", Description = "application protocols, the best first, with commas between" };

    private TlsWords()
    {
    }

    internal static TlsWords AddTo(Command command)
    {
        var words = new TlsWords();
        foreach (Option option in (Option[])[words._tls, words._certificate, words._key, words._clients, words._protocols])
        {
            command.Add(option);
        }

        return words;
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="note">What is to be said of it; null for nothing.</param>
    /// <returns>Null: no TLS.</returns>
    /// <exception cref="UsageException">A file is missing or makes no sense; a certificate has expired, or the key is another's.</exception>
    internal TlsServerOptions? Read(ParseResult parsed, out string? note)
    {
        note = null;
        if (!parsed.GetValue(_tls))
        {
            Option? alone = ((Option[])[_certificate, _key, _clients, _protocols]).FirstOrDefault(parsed.IsGiven);
            return alone is null ? null : throw new UsageException($"{alone.Name} goes with --tls");
        }

        try
        {
            ServerCertificates certificates = Certificates(parsed, ref note);
            string? authorities = parsed.GetValue(_clients);
            return new TlsServerOptions
            {
                Certificates = certificates,
                ClientCertificates = authorities is null ? null : ClientCertificates.Required(TlsTrust.FromPem(authorities)),
                ApplicationProtocols = parsed.GetValue(_protocols)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            };
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(wrong.Message);
        }
    }

    private ServerCertificates Certificates(ParseResult parsed, ref string? note)
    {
        string? key = parsed.GetValue(_key);
        if (parsed.GetValue(_certificate) is string file)
        {
            return key is null && Path.GetExtension(file) is ".p12" or ".pfx" ? ServerCertificates.FromPkcs12(file) : ServerCertificates.FromPem(file, key ?? file);
        }

        if (key is not null)
        {
            throw new UsageException("--key goes with --certificate");
        }

        var made = ServerCertificates.Development();
        note = $"note: made a certificate for localhost, which no client trusts by itself; SHA-256 {made.Certificates[0].GetCertHashString(HashAlgorithmName.SHA256)}";
        return made;
    }

    private static Option<string?> File(string name, string description) => new(name) { HelpName = "FILE", Description = description };
}
