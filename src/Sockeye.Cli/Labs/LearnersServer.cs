using System.Net;
using Sockeye.Cli.Labs.Programs;
using Sockeye.Cli.Talking;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Labs;

/// <summary>A learner's server: started when a client is to come, on a free port of loopback; after <see cref="Dispose"/> started anew.</summary>
internal sealed class LearnersServer(string command, LabTimes times, CancellationToken stop) : IDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    // A crash comes a moment after its connection broke; so long its traceback is waited for.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private LeashedProgram? _program;
    private bool _reached;
    private long _errorsBefore;

    /// <summary>What was said in the conversation that was begun last.</summary>
    internal Recorder Record { get; private set; } = new();

    internal CancellationToken Stop => stop;

    internal IPEndPoint Where { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>It will not listen, however often it is asked.</summary>
    internal bool IsHopeless { get; private set; }

    /// <summary>The last of what it wrote on standard error since the conversation began.</summary>
    internal string Errors => _program?.Errors.LastSince(_errorsBefore) ?? "";

    internal int? ExitCode => _program?.ExitCode;

    /// <summary>A new conversation, and a new record for it.</summary>
    internal Party Call()
    {
        Record = new Recorder();
        _errorsBefore = _program?.Errors.Length ?? 0;
        return Call(Speaker.Client);
    }

    /// <summary>One more client in the same record.</summary>
    internal Party Call(Speaker client)
    {
        Socket socket = Connect();
        Record.Connects(client, $"{Where}");
        return new Party(socket, Record, (client, Speaker.Server), times, stop);
    }

    /// <summary>Whether it ended within a moment, as it does after a crash. Then its last words are here as well.</summary>
    internal bool HasCrashed()
    {
        if (_program is null || !_program.WaitForEnd(LastWords, stop))
        {
            return false;
        }

        _program.Errors.WaitForEnd(LastWords);
        return true;
    }

    /// <summary>What was wrong, with what the server's end or its own words add to it.</summary>
    internal LabWrongException Wrong(string expected, string happened, string hint)
    {
        if (!HasCrashed())
        {
            return new LabWrongException(expected, happened, Hints.In(Errors) ?? hint);
        }

        // Who ends in good order meant to.
        string cause = ExitCode == 0 ? Hints.OneClient : Hints.In(Errors) ?? hint;
        return new LabWrongException(expected, $"{happened}, and the server ended with exit code {ExitCode}", cause);
    }

    public void Dispose()
    {
        _program?.Dispose();
        (_program, _reached, _errorsBefore) = (null, false, 0);
    }

    internal Socket Connect()
    {
        Start();
        var patience = Deadline.After(_reached ? times.Step : times.Start);
        while (true)
        {
            try
            {
                Socket socket = Socket.CreateConnection(Where, new ConnectOptions { Timeout = times.Step, Cancellation = stop });
                _reached = true;
                return socket;
            }
            catch (SocketFaultException failed)
            {
                GiveUpOr(failed, ref patience);
            }

            stop.WaitHandle.WaitOne(BetweenTries);
            stop.ThrowIfCancellationRequested();
        }
    }

    private void Start()
    {
        if (_program is not null)
        {
            return;
        }

        // A port that was free a moment ago; each start has its own, so that no connection of the last one holds it.
        using (Socket free = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            Where = (IPEndPoint)free.LocalEndPoint!;
        }

        _program = new LeashedProgram(CommandTemplate.Fill(command, $"{Where.Address}", Where.Port, []), [], keptOutput: 0);
    }

    private void GiveUpOr(SocketFaultException failed, ref Deadline patience)
    {
        if (_reached && (failed is not ConnectionRefusedException || HasCrashed() || patience.HasPassed))
        {
            Record.Fails(Speaker.Client, failed.Message);
            throw new LabWrongException("the next client can connect", ExitCode is int ended ? $"the server has ended with exit code {ended}" : failed.Message, Hints.OneClient);
        }

        if (ExitCode is int code and not 0)
        {
            IsHopeless = true;
            HasCrashed();
            throw new LabWrongException($"a server that listens on {Where}", $"the program ended with exit code {code} before it listened", code == 127 ? "the shell did not find the program: is the command right?" : Hints.In(Errors) ?? Hints.Crash);
        }

        // It may have gone into the background; then it listens soon.
        patience = ExitCode is null ? patience : Deadline.Earlier(patience, Deadline.After(times.Step));
        if (patience.HasPassed)
        {
            IsHopeless = true;
            IReadOnlyList<int> ports = _program!.ListeningPorts();
            throw new LabWrongException(
                $"a server that listens on {Where}",
                ports.Count > 0 ? $"it listens on port {string.Join(", ", ports)}" : ExitCode is null ? "it runs, and listens on no port" : "it ended without listening",
                Hints.Port);
        }
    }
}
