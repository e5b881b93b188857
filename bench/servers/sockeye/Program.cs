using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Bench;
using Sockeye.Connections;
using Sockeye.Loops;

// The echo of "sockeye serve echo", whose handlers obey the messages of the stalls case: guarded|inline|pool PORT
Misbehaviour.Calibrate();
Lane lane = Enum.Parse<Lane>(args[0], ignoreCase: true);
using var group = new LoopGroup(new LoopOptions { Loops = 1 });
var options = new ListenerOptions { Connections = new ConnectionOptions { Loops = group, Lane = lane } };
using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)), options);
await listener.ServeAsync(static async connection =>
{
    while (true)
    {
        ReadResult read = await connection.Input.ReadAsync();
        ReadOnlySequence<byte> bytes = read.Buffer;
        if (bytes.IsEmpty && read.IsCompleted)
        {
            return;
        }

        Misbehaviour.Obey(bytes.FirstSpan);
        await connection.Output.WriteAsync(bytes.First);
        connection.Input.AdvanceTo(bytes.GetPosition(bytes.First.Length));
    }
});
