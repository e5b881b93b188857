using System.Collections.Concurrent;
using System.Net;
using System.Runtime.ExceptionServices;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Ports;

/// <summary>Tries to connect to each of some ports, several at a time, and closes at once what it gets.</summary>
internal static class PortScan
{
    /// <summary>Ports tried at once: a scan is no attack, and each costs a thread and a descriptor.</summary>
    internal const int AtOnce = 32;

    /// <summary>The addresses that this machine could send to. Connecting a datagram socket sends nothing, so what fails is ours alone.</summary>
    /// <param name="addresses">At least one.</param>
    /// <param name="port">For the error.</param>
    /// <exception cref="SocketFaultException">There is a way to none of them: why not to the first.</exception>
    internal static IReadOnlyList<IPAddress> WithAWay(IReadOnlyList<IPAddress> addresses, int port)
    {
        var found = new List<IPAddress>();
        SocketFaultException? first = null;
        foreach (IPAddress address in addresses)
        {
            try
            {
                using var probe = new Socket(FamilyOf(address), SocketKind.SOCK_DGRAM);
                probe.Connect(new IPEndPoint(address, port));
                found.Add(address);
            }
            catch (SocketFaultException none)
            {
                first ??= none;
            }
        }

        return found.Count > 0 ? found : throw first!;
    }

    /// <summary>In the order of the ports; each is what the best of the addresses says: open before closed before filtered.</summary>
    /// <exception cref="SocketFaultException">A try could not be made at all, for want of descriptors say.</exception>
    internal static IReadOnlyList<ScannedPort> Run(IReadOnlyList<IPAddress> addresses, IReadOnlyList<int> ports, TimeSpan timeout, CancellationToken stop)
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
                    found.Add(Try(addresses, port, timeout, stop));
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
        if (failures.TryDequeue(out Exception? first))
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return [.. found.OrderBy(static port => port.Port)];
    }

    private static ScannedPort Try(IReadOnlyList<IPAddress> addresses, int port, TimeSpan timeout, CancellationToken stop)
    {
        ScannedPort best = Try(new IPEndPoint(addresses[0], port), timeout, stop);
        foreach (IPAddress address in addresses.Skip(1).TakeWhile(_ => best.State != ScannedPort.Open))
        {
            ScannedPort next = Try(new IPEndPoint(address, port), timeout, stop);
            best = next.State == ScannedPort.Open || best.State == ScannedPort.Filtered ? next : best;
        }

        return best;
    }

    private static ScannedPort Try(IPEndPoint at, TimeSpan timeout, CancellationToken stop)
    {
        using var socket = new Socket(FamilyOf(at.Address)) { Timeout = timeout };
        Errno error = socket.TryConnect(at, stop);
        return error switch
        {
            // Our own end may get the very port that it asks for, and TCP connects it to itself.
            Errno.None when socket.LocalEndPoint.Equals(socket.RemoteEndPoint) => new(at, ScannedPort.Closed, "only we were there"),
            Errno.None => new(at, ScannedPort.Open, "accepted"),
            Errno.ECONNREFUSED => new(at, ScannedPort.Closed, "refused (ECONNREFUSED)"),
            // No port or no address of ours is left: that says nothing about theirs.
            Errno.EADDRNOTAVAIL => throw SocketFault.Create("connect", error),
            Errno.ETIMEDOUT => new(at, ScannedPort.Filtered, "no answer (ETIMEDOUT)"),
            _ => new(at, ScannedPort.Filtered, $"{error.Describe()} ({error})"),
        };
    }

    private static Family FamilyOf(IPAddress address)
        => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Family.AF_INET6 : Family.AF_INET;
}
