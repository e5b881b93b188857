using System.CommandLine;
using Sockeye.Connections.Tls;

namespace Sockeye.Cli.Commands;

/// <summary>The options for TLS at the side of the client: whom to trust.</summary>
internal sealed class TrustWords
{
    private readonly Option<string?> _authority;
    private readonly Option<bool> _insecure;
    private readonly string? _with;

    private TrustWords(string? with)
    {
        _with = with;
        string where = with is null ? "" : $"with {with}: ";
        _authority = new("--ca") { HelpName = "FILE", Description = where + "trust the certificates of this file, in PEM, in place of the system's authorities" };
        _insecure = new("--insecure") { Description = where + "trust anybody" };
    }

    /// <param name="command">Gets the options.</param>
    /// <param name="with">The option that asks for TLS, as help names it; null where something else does.</param>
    internal static TrustWords AddTo(Command command, string? with)
    {
        var words = new TrustWords(with);
        command.Add(words._authority);
        command.Add(words._insecure);
        return words;
    }

    /// <summary>The same where TLS may always come.</summary>
    internal TlsTrust Read(ParseResult parsed) => Read(parsed, tls: true)!;

    /// <param name="parsed">The command line.</param>
    /// <param name="tls">It asks for TLS.</param>
    /// <returns>Null: no TLS.</returns>
    /// <exception cref="UsageException">The options do not go together, or the file is none.</exception>
    internal TlsTrust? Read(ParseResult parsed, bool tls)
    {
        string? file = parsed.GetValue(_authority);
        bool insecure = parsed.GetValue(_insecure);
        if (!tls)
        {
            return file is null && !insecure ? null : throw new UsageException($"{(file is null ? _insecure.Name : _authority.Name)} goes with {_with}");
        }

        if (file is null)
        {
            return insecure ? TlsTrust.Insecure : TlsTrust.System;
        }

        try
        {
            return insecure ? throw new UsageException($"{_authority.Name} and {_insecure.Name} do not go together") : TlsTrust.FromPem(file);
        }
        catch (IOException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
