using System.CommandLine;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Talking;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye connect ENDPOINT [--crlf] [--tls]</summary>
internal static class ConnectCommand
{
    private const string Explanation =
        """
        At the end of the input the sending half is closed, and what the server still says is shown.
        It is over when both sides have ended; at a terminal, as soon as the server has.
        With udp:// each line of input is one datagram.

        Example:
          printf 'HEAD / HTTP/1.0\n\n' | sockeye connect localhost:80 --crlf
          printf 'HEAD / HTTP/1.0\n\n' | sockeye connect localhost:443 --crlf --tls
        """;

    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<double> timeout = CommonOptions.Timeout("how long connecting may take");
        Option<double> wait = CommonOptions.Wait();
        Option<bool> crlf = CommonOptions.Crlf();
        var tls = new Option<bool>("--tls") { Description = "speak TLS, with a server whose certificate is for that name and from an authority that the system trusts" };
        var authority = new Option<string?>("--ca") { HelpName = "FILE", Description = "with --tls: trust the certificates of this file, in PEM, in place of the system's authorities" };
        var insecure = new Option<bool>("--insecure") { Description = "with --tls: trust anybody" };
        Option<bool> json = CommonOptions.JsonOnStandardError();
        var command = new ExplainedCommand("connect", "Join standard input and output to a connection, both ways.", Explanation, "ENDPOINT") { endPoint, port, crlf, timeout, wait, tls, authority, insecure, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            EndPointName name = EndPointWords.TakeOnly(parsed.Words(endPoint, port));
            TlsTrust? trust = Trust(parsed, tls, authority, insecure);
            if (trust is not null && name.Kind == SocketKind.SOCK_DGRAM)
            {
                throw new UsageException("--tls is for streams");
            }

            using Socket socket = Dialer.Dial(name, parsed.Span(timeout), signals.Token);
            socket.Timeout = null;
            var options = PumpOptions.Standard(parsed.GetValue(crlf), parsed.Span(wait));
            if (trust is null)
            {
                Pump.Run(socket, options, signals.Token);
                return ExitCode.Done;
            }

            using var secure = TlsEnd.Begin(socket, new TlsClientOptions { HostName = name.Host ?? "localhost", Trust = trust, HandshakeTimeout = parsed.Span(timeout) }, signals.Token);
            new StreamPump(secure, options, signals.Token).Run();
            return ExitCode.Done;
        }));
        return command;
    }

    // Null: no TLS.
    private static TlsTrust? Trust(ParseResult parsed, Option<bool> tls, Option<string?> authority, Option<bool> insecure)
    {
        string? file = parsed.GetValue(authority);
        if (!parsed.GetValue(tls))
        {
            return file is null && !parsed.GetValue(insecure) ? null : throw new UsageException($"{(file is null ? insecure.Name : authority.Name)} goes with {tls.Name}");
        }

        if (file is null)
        {
            return parsed.GetValue(insecure) ? TlsTrust.Insecure : TlsTrust.System;
        }

        try
        {
            return parsed.GetValue(insecure) ? throw new UsageException($"{authority.Name} and {insecure.Name} do not go together") : TlsTrust.FromPem(file);
        }
        catch (IOException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
