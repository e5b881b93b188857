using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Sockeye.Bench;
using Sockeye.Bench.Kestrel;

// Kestrel as a server of a protocol of one's own: an echo over its pipes. PORT [stalls|framed|tls CERTIFICATE KEY]
string echo = args.Length > 1 ? args[1] : "";
if (echo == "stalls")
{
    Misbehaviour.Calibrate();
}

WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
{
    options.Limits.MaxConcurrentConnections = null;
    options.Listen(IPAddress.Loopback, int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture), listen =>
    {
        if (echo == "tls")
        {
            listen.UseHttps(X509Certificate2.CreateFromPemFile(args[2], args[3]));
        }

        _ = echo switch
        {
            "stalls" => listen.UseConnectionHandler<StallingEcho>(),
            "framed" => listen.UseConnectionHandler<FrameEcho>(),
            _ => listen.UseConnectionHandler<PipeEcho>(),
        };
    });
});
builder.WebHost.UseSockets(options => options.Backlog = 4096);
await builder.Build().RunAsync();
