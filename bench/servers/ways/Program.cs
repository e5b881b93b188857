using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Loops;
using Sockeye.Servers;
using Sockeye.Wire.Frames;

// One echo handler in each way of serving, of bytes or of frames: loops|oneatatime|threads|processes|selector PORT [framed]
var address = new IPEndPoint(IPAddress.Loopback, int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
var options = new ServingOptions
{
    By = Enum.Parse<ServeBy>(args[0], ignoreCase: true),
    Loops = new LoopGroup(new LoopOptions { Loops = 1 }),
    MaxThreads = 1024,
    MaxProcesses = 64,
};
using var server = args.Length > 2 ? new TcpServer(address, static () => new FramedEcho(), options) : new TcpServer(address, Echo, options);
server.ServeForever();

static async Task Echo(StreamRequest request)
{
    while (true)
    {
        ReadResult read = await request.Input.ReadAsync();
        ReadOnlySequence<byte> bytes = read.Buffer;
        if (bytes.IsEmpty && read.IsCompleted)
        {
            return;
        }

        await request.Output.WriteAsync(bytes.First);
        request.Input.AdvanceTo(bytes.GetPosition(bytes.First.Length));
    }
}

internal sealed class FramedEcho() : FramedHandler<ReadOnlySequence<byte>>(new PrefixedFrames(LengthPrefix.UInt32))
{
    protected override ValueTask Handle(ReadOnlySequence<byte> frame) => Frames.WriteAsync(frame);
}
