using System.Text;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways.Processes;

/// <summary>In a worker: what its parent has accepted, one at a time. When the parent is gone the process ends, wherever it stands.</summary>
internal sealed class WorkerWay(StreamServer server, Assignment assignment, int number) : Way
{
    private readonly Lock _gate = new();
    private Socket? _parent;
    private bool _isServing;
    private bool _isClosed;

    internal override void Accept()
    {
        if (number != assignment.Number)
        {
            return;     // another server of the program: this worker is none of its
        }

        try
        {
            Obey();
        }
        catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
        {
            // The parent.
        }

        Environment.Exit(0);        // what the program does after its server is for the parent to do
    }

    internal override Task AcceptAsync() => ThreadWay.OnThread(Accept);

    internal override Task ServeOneAsync(CancellationToken waiting) => AcceptAsync();

    internal override void ServeOne(CancellationToken waiting) => Accept();

    public override void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            EndIfDone();
        }
    }

    private void Obey()
    {
        Socket parent = Socket.CreateConnection(assignment.DoorEndPoint);
        parent.Timeout = null;
        if (parent.GetPeerCredentials().ProcessId != assignment.Parent)
        {
            return;
        }

        parent.SendAll(Encoding.ASCII.GetBytes(assignment.Secret));
        lock (_gate)
        {
            _parent = parent;
            EndIfDone();
        }

        Span<byte> word = stackalloc byte[1];
        while (true)
        {
            ReceivedDescriptors got = parent.ReceiveDescriptors(word, 1);
            switch (got.Message.Count == 0 ? 0 : word[0])
            {
                case Word.Serve when got.Descriptors is [Descriptor one]:
                    var client = Socket.Adopt(one.Detach());
                    client.Timeout = null;      // the server's limits hold, and not the program's default
                    Begin(parent, client);
                    break;

                case Word.Stop:
                    _ = server.ShutdownAsync(Timeout.InfiniteTimeSpan);     // how long it may take the parent knows
                    break;

                default:
                    return;
            }
        }
    }

    private void Begin(Socket parent, Socket connection)
    {
        lock (_gate)
        {
            _isServing = true;
        }

        var begun = new TaskCompletionSource();     // else a stop that stands behind it in the socket would overtake it
        new Thread(() =>
        {
            Span<byte> report = stackalloc byte[Word.ReportSize];
            Serve(connection, () => begun.TrySetResult(), report);
            begun.TrySetResult();
            try
            {
                parent.SendAll(report);
            }
            catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
            {
                // The parent; who reads from it sees that.
            }

            lock (_gate)
            {
                _isServing = false;
                EndIfDone();
            }
        })
        { Name = "Sockeye worker" }.Start();
        begun.Task.Wait();
    }

    private void Serve(Socket connection, Action admitted, Span<byte> report)
    {
        ServerCounts before = server.Counts;
        try
        {
            server.Converse(new BlockingTransport(connection, connection.RemoteEndPoint), admitted).GetAwaiter().GetResult();
        }
        catch (SocketFaultException)
        {
            connection.Dispose();       // the client has gone before it was asked who it is
        }

        server.SettleCounts();      // who was dropped hears of it before that is counted
        ServerCounts after = server.Counts;
        report[0] = (byte)(after.Failed - before.Failed);
        for (int limit = 0; limit < report.Length - 1; limit++)
        {
            report[limit + 1] = (byte)(after[(Limit)limit] - before[(Limit)limit]);
        }
    }

    // Under the lock.
    private void EndIfDone()
    {
        if (_isClosed && !_isServing)
        {
            _parent?.Dispose();
        }
    }
}
