using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>A service whose conversations are told of, one by one: for --verbose.</summary>
internal static class ToldConversations
{
    internal static Service Of(Service service, ServerLog log)
    {
        long count = 0;
        return service with { Serve = request => Serve(request, Interlocked.Increment(ref count)) };

        async Task Serve(StreamRequest request, long number)
        {
            log.Detail($"conversation {number}: {request.ClientAddress} connected");
            try
            {
                await service.Serve(request).ConfigureAwait(true);
                log.Detail($"conversation {number}: ended");
            }
            catch (Exception why) when (why is SocketFaultException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                log.Detail($"conversation {number}: {why.Message}");
                throw;
            }
        }
    }
}
