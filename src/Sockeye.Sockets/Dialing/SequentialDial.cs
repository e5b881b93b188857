using System.Diagnostics;
using System.Net;
using Sockeye.Sockets.Calls;

namespace Sockeye.Sockets.Dialing;

/// <summary>One address after the other until one answers. Blocking, everything is done when it returns.</summary>
internal static class SequentialDial
{
    // One time for all of it. An address that does not answer must not eat the time of those after it: each gets an equal part of
    // what is left, but two seconds if there are two.
    private static readonly TimeSpan LeastPart = TimeSpan.FromSeconds(2);

    /// <summary>Blocking.</summary>
    internal static Socket Run(DialTarget target, ConnectOptions options, Deadline end) => Finished(Run(target, options, end, awaited: false));

    /// <summary>The result of a dial that was not to be awaited, and so is over.</summary>
    internal static Socket Finished(ValueTask<Socket> dial)
    {
        Debug.Assert(dial.IsCompleted, "a blocking dial is over when it returns");
        return dial.GetAwaiter().GetResult();
    }

    internal static async ValueTask<Socket> Run(DialTarget target, ConnectOptions options, Deadline end, bool awaited)
    {
        var failures = new DialFailures(target, options);
        if (end.HasPassed)
        {
            throw failures.TimeIsUp();
        }

        IReadOnlyList<AddressInfo> addresses = target.IsKnown
            ? target.LookUp(options.Family)
            : await LookUp(target, options, end, awaited).ConfigureAwait(false);
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
                return await ConnectTo(addresses[i], PartOf(end.Left, addresses.Count - i), options, awaited).ConfigureAwait(false);
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

    private static ValueTask<IReadOnlyList<AddressInfo>> LookUp(DialTarget target, ConnectOptions options, Deadline end, bool awaited)
    {
        Func<IReadOnlyList<AddressInfo>> ask = () => target.LookUp(options.Family);
        return awaited
            ? new(Lookups.AskAsync(target.Text, ask, end, options.Cancellation))
            : new(Lookups.Ask(target.Text, ask, end, options.Cancellation));
    }

    private static async ValueTask<Socket> ConnectTo(AddressInfo address, TimeSpan part, ConnectOptions options, bool awaited)
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

            if (awaited)
            {
                await socket.ConnectAsync(address.EndPoint, options.Cancellation).ConfigureAwait(false);
            }
            else
            {
                socket.Connect(address.EndPoint, options.Cancellation);
            }

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
