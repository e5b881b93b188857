using System.Net;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways;

/// <summary>A connection whose handler runs, and waits, on a thread of this process.</summary>
internal sealed class BlockingTransport(Socket socket, EndPoint client) : ThreadTransport(socket, client);
