using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sockeye.Hosting;
using Sockeye.Servers;
using Sockeye.Wire.Frames;

// A service that adds numbers, one in a line: dotnet run --project samples/worker, and ./sockeye connect :7000 beside it.
// Where it listens and whom it bears is in appsettings.json; SIGTERM lets conversations end.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddSingleton<Ledger>();
builder.Services.AddSockeyeServer<Adder>("adder");
builder.Services.AddHealthChecks().AddSockeyeServers();
builder.Build().Run();

/// <summary>Shared by all connections: what they have added so far.</summary>
internal sealed class Ledger
{
    private long _total;

    public long Add(long number) => Interlocked.Add(ref _total, number);
}

/// <summary>One for each connection, made by the container.</summary>
internal sealed class Adder(Ledger ledger) : FramedHandler<ReadOnlySequence<byte>>(new LineFrames(maximum: 64))
{
    protected override ValueTask Handle(ReadOnlySequence<byte> line)
    {
        string text = Encoding.ASCII.GetString(line).Trim();
        string answer = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? ledger.Add(number).ToString(CultureInfo.InvariantCulture)
            : $"error: '{text}' is no number";
        return Frames.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(answer)));
    }
}
