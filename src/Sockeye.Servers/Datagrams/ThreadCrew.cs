using Sockeye.Sockets;

namespace Sockeye.Servers.Datagrams;

/// <summary>A thread for each, which blocks until something comes and until its handler has ended.</summary>
internal sealed class ThreadCrew(DatagramServer server, Socket socket, Places places) : Crew(server, socket, places)
{
    protected override void Start()
        => new Thread(() => Live().GetAwaiter().GetResult()) { IsBackground = true, Name = "sockeye datagram" }.Start();

    protected override ValueTask<ReceivedMessage> Receive(DatagramVisit visit, CancellationToken waiting) => new(Socket.ReceiveMessage(visit.Buffer, Into(visit), waiting));

    protected override ValueTask Serve(DatagramVisit visit, ReceivedMessage message, bool isLast)
    {
        if (isLast)
        {
            Grow();
        }

        return Waited(Server.Serve(visit, message));
    }

    protected override ValueTask Pause(TimeSpan pause) => Waited(new ValueTask(Task.Delay(pause, Server.Options.Clock)));

    private static ValueTask Waited(ValueTask task)
    {
        if (!task.IsCompleted)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
        else
        {
            task.GetAwaiter().GetResult();
        }

        return default;
    }
}
