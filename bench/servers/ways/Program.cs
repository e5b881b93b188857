using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Loops;
using Sockeye.Servers;

// One echo handler in each way of serving: loops|oneatatime|threads|processes|selector PORT
using var server = new TcpServer(
    new IPEndPoint(IPAddress.Loopback, int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)),
    static async request =>
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
    },
    new ServingOptions
    {
        By = Enum.Parse<ServeBy>(args[0], ignoreCase: true),
        Loops = new LoopGroup(new LoopOptions { Loops = 1 }),
        MaxThreads = 1024,
        MaxProcesses = 64,
    });
server.ServeForever();
