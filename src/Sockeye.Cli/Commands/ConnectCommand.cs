using System.CommandLine;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Talking;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye connect ENDPOINT [--crlf]</summary>
internal static class ConnectCommand
{
    private const string Explanation =
        """
        At the end of the input the sending half is closed, and what the server still says is shown.
        It is over when both sides have ended; at a terminal, as soon as the server has.
        With udp:// each line of input is one datagram.

        Example:
          printf 'HEAD / HTTP/1.0\n\n' | sockeye connect localhost:80 --crlf
        """;

    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<double> timeout = CommonOptions.Timeout("how long connecting may take");
        Option<double> wait = CommonOptions.Wait();
        Option<bool> crlf = CommonOptions.Crlf();
        Option<bool> json = CommonOptions.JsonOnStandardError();
        var command = new ExplainedCommand("connect", "Join standard input and output to a connection, both ways.", Explanation, "ENDPOINT") { endPoint, port, crlf, timeout, wait, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            EndPointName name = EndPointWords.TakeOnly(parsed.Words(endPoint, port));
            using Socket socket = Dialer.Dial(name, parsed.Span(timeout), signals.Token);
            socket.Timeout = null;
            Pump.Run(socket, PumpOptions.Standard(parsed.GetValue(crlf), parsed.Span(wait)), signals.Token);
            return ExitCode.Done;
        }));
        return command;
    }
}
