using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>A thread for each connection, up to <see cref="ServingOptions.MaxThreads"/>.</summary>
internal sealed class ThreadsWay(StreamServer server, Socket listening) : PooledWay(server, listening, server.Options.MaxThreads);
