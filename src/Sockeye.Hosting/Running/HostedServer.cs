using System.Net;
using Microsoft.Extensions.Logging;
using Sockeye.Hosting.Logging;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Running;

/// <summary>One server of the host, from listening to its end.</summary>
internal sealed class HostedServer(Registration registration, HostedServerOptions options, ILogger logger)
{
    private bool _hasFailed;
    private SocketFile? _file;

    internal string Name => registration.Name;

    /// <summary>Once it listens.</summary>
    internal Server? Server { get; private set; }

    /// <summary>It accepts, or receives.</summary>
    internal bool IsOpen => Server is { Stopping.IsCancellationRequested: false } && !Volatile.Read(ref _hasFailed);

    /// <exception cref="SocketFaultException">The address is not to be had, or not known.</exception>
    internal void Listen(IServiceProvider services)
    {
        EndPointName name = EndPointName.Parse(options.Endpoint!);
        EndPoint address = name.Resolve(AddressInfoFlags.AI_PASSIVE)[0].EndPoint;
        ServingOptions serving = options.Serving with { Log = new ServerLog(logger, Name, options.Serving.Clock) };
        if (address is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any))
        {
            serving = serving with { Listening = serving.Listening with { DualStack = true } };     // [::] is everything, as wherever endpoints are written
        }

        SocketFile.RemoveStale(address, name.Kind);
        Server = registration.Handlers.Listen(address, serving, services);
        _file = SocketFile.Of(Server.LocalEndPoint);
        ServerMessages.Listens(logger, Name, Shown, serving.By);
    }

    /// <summary>Until it is shut down.</summary>
    /// <exception cref="SocketFaultException">It ended by itself: its socket can accept no more.</exception>
    internal async Task Serve()
    {
        try
        {
            await Server!.ServeForeverAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Volatile.Write(ref _hasFailed, true);
            ServerMessages.EndedByItself(logger, error, Name, Shown);
            throw;
        }
    }

    /// <summary>Lets conversations end, for as long as its options say, or until <paramref name="hurry"/>.</summary>
    internal async Task Stop(CancellationToken hurry)
    {
        if (Server is null)
        {
            return;
        }

        ServerMessages.Stops(logger, Name, Server.Counts.Active, Server.Options.DrainTimeout);
        Task<Drained> drain = Server.ShutdownAsync();
        using CancellationTokenRegistration sooner = hurry.UnsafeRegister(static server => _ = ((Server)server!).ShutdownAsync(TimeSpan.Zero), Server);
        Drained drained = await drain.ConfigureAwait(false);
        _file?.Remove();
        ServerCounts counts = Server.Counts;
        ServerMessages.Drained(logger, Name, drained.Ended, drained.Aborted, drained.Abandoned, counts.Served, counts.Refused, counts.Failed);
    }

    /// <summary>At once: the host has gone without a word, or could not begin.</summary>
    internal void End()
    {
        Server?.Dispose();
        _file?.Remove();
    }

    private string Shown => (registration.Handlers.TakeDatagrams ? "udp://" : "") + Server?.LocalEndPoint;
}
