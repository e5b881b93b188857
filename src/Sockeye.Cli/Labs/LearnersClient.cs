using System.Net;
using Sockeye.Cli.Labs.Programs;
using Sockeye.Cli.Talking;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Labs;

/// <summary>A learner's client: run once for each conversation, with our server on the other side.</summary>
internal sealed class LearnersClient(string command, LabTimes times, CancellationToken stop)
{
    /// <summary>Nothing in the labs is longer; a client that prints without end is ended.</summary>
    private const int MostPrinted = 4 * 1024 * 1024;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    internal CancellationToken Stop => stop;

    internal LabTimes Times => times;

    /// <summary>What was said in the conversation that was begun last.</summary>
    internal Recorder Record { get; private set; } = new();

    /// <summary>The last of what the client wrote on standard error.</summary>
    internal string Errors { get; private set; } = "";

    /// <summary>It cannot be run, however often it is asked.</summary>
    internal bool IsHopeless { get; private set; }

    /// <summary>Runs it, talks to it, and waits for its end.</summary>
    /// <param name="words">Behind HOST PORT.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="talk">Our part; the connection is closed behind it.</param>
    /// <param name="mayFail">It may end with an exit code of its own.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="LabWrongException">It did not connect, or did not end, or ended with an error.</exception>
    internal Printed Run(IReadOnlyList<string> words, ReadOnlySpan<byte> input, Action<Socket> talk, bool mayFail = false)
    {
        (Record, Errors) = (new Recorder(), "");
        using Socket listener = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0));
        var where = (IPEndPoint)listener.LocalEndPoint!;
        using var program = new LeashedProgram(CommandTemplate.Fill(command, $"{where.Address}", where.Port, words), input, MostPrinted);
        try
        {
            using (Socket connection = Accept(listener, program))
            {
                Record.Connects(Speaker.Client, $"{where}");
                talk(connection);
            }

            return End(program, mayFail);
        }
        catch (LabWrongException wrong)
        {
            throw Explained(program, wrong);
        }
    }

    /// <summary>The same, with our end as a <see cref="Party"/>.</summary>
    internal Printed Run(IReadOnlyList<string> words, ReadOnlySpan<byte> input, Action<Party> talk, bool mayFail = false) => Run(words, input, socket =>
    {
        using var server = new Party(socket, Record, (Speaker.Server, Speaker.Client), times, stop);
        talk(server);
        server.Close();
    }, mayFail);

    private Socket Accept(Socket listener, LeashedProgram program)
    {
        listener.Timeout = BetweenLooks;
        var patience = Deadline.After(times.Start);
        while (true)
        {
            bool ended = program.ExitCode is not null;
            try
            {
                return listener.Accept(stop);
            }
            catch (SocketTimeoutException) when (!ended && !patience.HasPassed)
            {
                // The compiler may still be at work.
            }
            catch (SocketTimeoutException)
            {
                IsHopeless = program.ExitCode is null or 127;
                throw new LabWrongException(
                    $"a client that connects to {listener.LocalEndPoint}",
                    program.ExitCode is int code ? $"the program ended with exit code {code} and did not connect" : "it runs, and does not connect",
                    program.ExitCode == 127 ? "the shell did not find the program: is the command right?" : Hints.Port);
            }
        }
    }

    private Printed End(LeashedProgram program, bool mayFail)
    {
        if (!program.WaitForEnd(times.Step, stop))
        {
            throw program.Output.Length > MostPrinted
                ? new LabWrongException("what came back, printed once", $"the client prints without end, {Numbers.Bytes(program.Output.Length)} by now", Hints.Loops)
                : new LabWrongException("the client ends when the server has closed", "it goes on running", Hints.Loops);
        }

        program.Output.WaitForEnd(LastWords);
        program.Errors.WaitForEnd(LastWords);
        return program.ExitCode == 0 || mayFail
            ? new Printed(program.Output.First, program.Errors.LastSince(0))
            : throw new LabWrongException("the client ends with exit code 0", $"it ended with exit code {program.ExitCode}", Hints.Crash);
    }

    private LabWrongException Explained(LeashedProgram program, LabWrongException wrong)
    {
        string end = "";
        if (program.ExitCode is null && program.WaitForEnd(LastWords, stop) && program.ExitCode is int code and not 0)
        {
            end = $", and the client ended with exit code {code}";
        }

        program.Errors.WaitForEnd(program.ExitCode is null ? TimeSpan.Zero : LastWords);
        Errors = program.Errors.LastSince(0);
        return new LabWrongException(wrong.Expected, wrong.Happened + end, Hints.In(Errors) ?? wrong.Hint);
    }
}

/// <summary>What a client printed.</summary>
/// <param name="Output">On standard output.</param>
/// <param name="Errors">On standard error; of much only the last.</param>
internal sealed record Printed(byte[] Output, string Errors);
