using System.Collections.Concurrent;
using System.Net;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Ports;

/// <summary>Tries to connect to each of some ports, several at a time, and closes at once what it gets.</summary>
internal static class PortScan
{
    /// <summary>Ports tried at once: a scan is no attack, and each costs a thread and a descriptor.</summary>
    internal const int AtOnce = 32;

    /// <summary>In the order of the ports.</summary>
    /// <exception cref="AggregateException">A try could not be made at all, for want of descriptors say.</exception>
    internal static IReadOnlyList<ScannedPort> Run(IPAddress host, IReadOnlyList<int> ports, TimeSpan timeout, CancellationToken stop)
    {
        var left = new ConcurrentQueue<int>(ports);
        var found = new ConcurrentBag<ScannedPort>();
        var failures = new ConcurrentQueue<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(AtOnce, ports.Count)).Select(_ => new Thread(() =>
        {
            try
            {
                while (failures.IsEmpty && left.TryDequeue(out int port))
                {
                    found.Add(Try(new IPEndPoint(host, port), timeout, stop));
                }
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        }) { IsBackground = true, Name = "scan" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        stop.ThrowIfCancellationRequested();
        return failures.TryDequeue(out Exception? first)
            ? throw new AggregateException(first)
            : [.. found.OrderBy(static port => port.Port)];
    }

    private static ScannedPort Try(IPEndPoint at, TimeSpan timeout, CancellationToken stop)
    {
        using var socket = new Socket(at.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Family.AF_INET6 : Family.AF_INET) { Timeout = timeout };
        Errno error = socket.TryConnect(at, stop);
        return error switch
        {
            // Our own end may get the very port that it asks for, and TCP connects it to itself.
            Errno.None when socket.LocalEndPoint.Equals(socket.RemoteEndPoint) => new(at.Port, ScannedPort.Closed, "only we were there"),
            Errno.None => new(at.Port, ScannedPort.Open, "accepted"),
            Errno.ECONNREFUSED => new(at.Port, ScannedPort.Closed, "refused (ECONNREFUSED)"),
            Errno.ETIMEDOUT => new(at.Port, ScannedPort.Filtered, "no answer (ETIMEDOUT)"),
            _ => new(at.Port, ScannedPort.Filtered, $"{error.Describe()} ({error})"),
        };
    }
}
