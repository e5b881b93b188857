using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets.Dialing;

/// <summary>The lookups of one dial, both families at once, and a descriptor that is readable when one of them has been answered.</summary>
/// <remarks>An answer that comes after all was given up finds the descriptor closed, and writes to nobody: its count guards the number.</remarks>
internal sealed class FamilyLookups : IDisposable
{
    private readonly Dictionary<Family, Lookups.Question<IReadOnlyList<AddressInfo>>> _open = [];
    private readonly Descriptor _event;

    internal FamilyLookups(DialTarget target, IReadOnlyCollection<Family> asked)
    {
        SysResult made = DescriptorCalls.EventDescriptor();
        if (made.Failed)
        {
            throw FaultFactory.Create(new Fault("eventfd", made.Error));
        }

        _event = Descriptor.Adopt((int)made.Value);
        foreach (Family family in asked)
        {
            // Where name servers leave one family unanswered it is IPv6, and IPv4 does without it.
            var lookup = new Lookup<IReadOnlyList<AddressInfo>>("getaddrinfo", "of " + target.Text, () => target.LookUp(family))
            {
                CanBeSpared = family == Family.AF_INET6 && asked.Count > 1,
            };
            _open.Add(family, Lookups.Begin(lookup, Signal));
        }
    }

    /// <summary>The descriptor to poll.</summary>
    internal Descriptor Descriptor => _event;

    /// <summary>Done when one of those that are open has been answered.</summary>
    internal IEnumerable<Task> Answers => _open.Values.Select(static question => question.Answered);

    /// <summary>The families whose lookup has not been answered.</summary>
    internal IReadOnlyCollection<Family> Open => _open.Keys;

    /// <summary>Why lookups brought nothing.</summary>
    internal List<NameResolutionException> Failures { get; } = [];

    /// <summary>What has come since the last time; a family that failed has no address, and a family is told once.</summary>
    /// <exception cref="ArgumentException">What was asked makes no sense.</exception>
    internal IReadOnlyList<(Family Family, IReadOnlyList<AddressInfo> Addresses)> Take()
    {
        _ = DescriptorCalls.Drain(_event.Raw);
        var taken = new List<(Family, IReadOnlyList<AddressInfo>)>();
        foreach ((Family family, Lookups.Question<IReadOnlyList<AddressInfo>> question) in _open.Where(static one => one.Value.Answered.IsCompleted).ToArray())
        {
            _open.Remove(family);
            try
            {
                taken.Add((family, question.Result()));
            }
            catch (NameResolutionException unknown)
            {
                Failures.Add(unknown);
                taken.Add((family, []));
            }
        }

        return taken;
    }

    public void Dispose()
    {
        foreach (Lookups.Question question in _open.Values)
        {
            Lookups.Abandon(question);
        }

        _event.Dispose();
    }

    private void Signal()
    {
        BlockedThread thread = BlockedThread.Current;
        if (_event.TryEnter(thread, out Descriptor? outer))
        {
            _ = DescriptorCalls.Signal(_event.Raw);
            _event.Leave(thread, outer);
        }
    }
}
