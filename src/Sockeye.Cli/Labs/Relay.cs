using Sockeye.Cli.Talking;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Labs;

/// <summary>Joins a learner's client to a learner's server, so that what they say to each other can be shown.</summary>
internal sealed class Relay(Socket client, Socket server, Recorder record, LabTimes times, CancellationToken stop)
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Until both have ended, or one breaks off, or neither says anything for a step.</summary>
    internal void Run()
    {
        foreach (Socket socket in new[] { client, server })
        {
            socket.Timeout = times.Step;
            socket.Deadline = Deadline.After(times.Conversation);
        }

        var back = new Thread(() => Pass(server, client, Speaker.Server)) { IsBackground = true, Name = "relay" };
        back.Start();
        Pass(client, server, Speaker.Client);
        back.Join();
    }

    private void Pass(Socket from, Socket to, Speaker who)
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = from.Receive(buffer.AsSpan(), cancellation: stop)) > 0)
            {
                record.Says(who, buffer.AsSpan(0, count));
                to.SendAll(buffer.AsSpan(0, count), cancellation: stop);
            }

            record.EndsHalf(who);
            to.Shutdown(ShutdownHow.SHUT_WR);
        }
        catch (SocketTimeoutException)
        {
            record.Note(who, "says nothing, and the check waits no longer");
        }
        catch (SocketFaultException broken)
        {
            record.Fails(who, broken.Message);
        }
        catch (OperationCanceledException)
        {
            // A signal came: whoever waits for the client's end notices.
        }
    }
}
