using Sockeye.Loops;
using Sockeye.Sockets;

namespace Sockeye.Servers.Datagrams;

/// <summary>On the event loop that its socket is on.</summary>
internal sealed class LoopCrew : Crew
{
    // A handler that stays on a loop's thread at any price runs beside no other of that loop; elsewhere it may hold that thread up.
    private readonly bool _handlerMayBlock;

    internal LoopCrew(DatagramServer server, Socket socket, Places places)
        : base(server, socket, places)
    {
        _handlerMayBlock = server.Options.Lane != Lane.Inline;
        socket.UseLoops(server.Options.Loops ?? LoopGroup.Default, server.Options.Lane);
    }

    // By another thread, else two datagrams would change places, and all sockets would come to be on the loop of this thread.
    protected override void Start() => Task.Run(Live);

    protected override ValueTask<ReceivedMessage> Receive(DatagramVisit visit, CancellationToken waiting) => Socket.ReceiveMessageAsync(visit.Buffer, Into(visit), waiting);

    protected override ValueTask Serve(DatagramVisit visit, ReceivedMessage message, bool isLast)
    {
        if (isLast && _handlerMayBlock)
        {
            Grow();
        }

        ValueTask served = Server.Serve(visit, message);
        if (isLast && !_handlerMayBlock && !served.IsCompleted)
        {
            Grow();
        }

        return served;
    }

    protected override ValueTask Pause(TimeSpan pause) => new(Task.Delay(pause, Server.Options.Clock));
}
