using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Sockeye.Connections.Tls;
using Sockeye.Loops;
using Sockeye.Servers;

// An echo in TLS, with all that a server has around it: pipe PORT CERTIFICATE KEY, or stream PORT CERTIFICATE KEY BUFFER
var address = new IPEndPoint(IPAddress.Loopback, int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
var options = new ServingOptions
{
    Loops = new LoopGroup(new LoopOptions { Loops = 1 }),
    Tls = new TlsServerOptions { Certificates = ServerCertificates.FromPem(args[2], args[3]) },
};
int size = args.Length > 4 ? int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture) : 0;
using var server = new TcpServer(address, size > 0 ? request => StreamEcho(request, size) : PipeEcho, options);
server.ServeForever();

static async Task PipeEcho(StreamRequest request)
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

static async Task StreamEcho(StreamRequest request, int size)
{
    Stream stream = request.AsStream();
    byte[] buffer = new byte[size];
    for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
    {
        await stream.WriteAsync(buffer.AsMemory(0, count));
    }
}
