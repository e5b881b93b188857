using System.Net;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets.Dialing;

/// <summary>One address after the other until one answers.</summary>
internal static class SequentialDial
{
    // One time for all of it. An address that does not answer must not eat the time of those after it: each gets an equal part of
    // what is left, but two seconds if there are two.
    private static readonly TimeSpan LeastPart = TimeSpan.FromSeconds(2);

    internal static Socket Run(DialTarget target, ConnectOptions options, Deadline end)
    {
        var failures = new DialFailures(target, options);
        if (end.HasPassed)
        {
            throw failures.TimeIsUp();
        }

        IReadOnlyList<AddressInfo> addresses = target.IsKnown
            ? target.LookUp(options.Family)
            : Lookups.Ask(target.Text, () => target.LookUp(options.Family), end, options.Cancellation);
        if (addresses.Count == 0)
        {
            throw target.HasNone();
        }

        for (int i = 0; i < addresses.Count; i++)
        {
            if (end.HasPassed)
            {
                failures.AddUntried(addresses.Skip(i));
                throw failures.TimeIsUp();
            }

            try
            {
                return ConnectTo(addresses[i], PartOf(end.Left, addresses.Count - i), options);
            }
            catch (SocketTimeoutException late) when (!late.IsConnectionLost && i == addresses.Count - 1)
            {
                failures.Add(addresses[i].EndPoint, late);
                throw failures.TimeIsUp();
            }
            catch (SocketFaultException failure)
            {
                failures.Add(addresses[i].EndPoint, failure);
            }
        }

        throw failures.AllFailed();
    }

    private static TimeSpan PartOf(TimeSpan left, int addresses)
        => left < TimeSpan.Zero || addresses == 1 ? left
            : left / addresses >= LeastPart ? left / addresses
            : left < LeastPart ? left : LeastPart;

    private static Socket ConnectTo(AddressInfo address, TimeSpan part, ConnectOptions options)
    {
        TimeSpan? after = options.Timeout ?? Socket.DefaultTimeout;
        var socket = new Socket(address.Family, address.Kind, address.Protocol);
        try
        {
            socket.Timeout = after == TimeSpan.Zero ? after : part < TimeSpan.Zero ? null : part;
            if (options.LocalEndPointFor(address.Family) is EndPoint local)
            {
                socket.Bind(local);
            }

            socket.Connect(address.EndPoint, options.Cancellation);
            socket.Timeout = after;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
