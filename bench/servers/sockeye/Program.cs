using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Bench;
using Sockeye.Connections;
using Sockeye.Connections.Framing;
using Sockeye.Loops;
using Sockeye.Wire.Frames;

// The echo of "sockeye serve echo", whose handlers obey the messages of the stalls case; or one of frames: guarded|inline|pool PORT [framed]
Lane lane = Enum.Parse<Lane>(args[0], ignoreCase: true);
using var group = new LoopGroup(new LoopOptions { Loops = 1 });
var options = new ListenerOptions { Connections = new ConnectionOptions { Loops = group, Lane = lane } };
using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)), options);
if (args.Length > 2)
{
    var format = new PrefixedFrames(LengthPrefix.UInt32);
    await listener.ServeAsync(async connection =>
    {
        await using var frames = new FramedConnection<ReadOnlySequence<byte>>(connection, format);
        while (await frames.NextAsync())
        {
            await frames.WriteAsync(frames.Current);
        }
    });
    return;
}

Misbehaviour.Calibrate();
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
