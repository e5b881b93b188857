using Sockeye.Native;
using Sockeye.Readiness;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>select, poll and epoll. Python names what it waits for by number, and is answered so.</summary>
internal static class ReadinessOperations
{
    internal static IEnumerable<object> EventNumbers() => Enum.GetValues<PollEvents>().Select(static one => (object)($"{one}", one))
        .Concat(Enum.GetValues<EpollEvents>().Select(static one => (object)($"{one}", one)));

    internal static int SelectLimit() => Select.FD_SETSIZE;

    internal static object SelectWait(object[] read, object[] write, object[] except, TimeSpan? timeout)
    {
        SelectLists<Numbered> ready = Select.Wait(Numbered.Each(read), Numbered.Each(write), Numbered.Each(except), timeout);
        return (Places(ready.Read), Places(ready.Write), Places(ready.Except));
    }

    internal static long NewPoll() => Handles.Add(new Poll());

    internal static void PollRegister(Poll poll, int number, PollEvents events) => poll.Register(Descriptor.Borrow(number), events);

    internal static void PollModify(Poll poll, int number, PollEvents events) => poll.Modify(Descriptor.Borrow(number), events);

    internal static void PollUnregister(Poll poll, int number) => poll.Unregister(Descriptor.Borrow(number));

    internal static IEnumerable<object> PollWait(Poll poll, TimeSpan? timeout)
        => poll.Wait(timeout).Select(static one => (object)(one.Object.Descriptor.Number, one.Events));

    internal static object NewEpoll() => Held(Epoll.Create());

    internal static object AdoptEpoll(int number) => Held(Epoll.Adopt(Descriptor.Adopt(number)));

    internal static void EpollRegister(Epoll epoll, int number, EpollEvents events) => epoll.Register(Descriptor.Borrow(number), events);

    internal static void EpollModify(Epoll epoll, int number, EpollEvents events) => epoll.Modify(Descriptor.Borrow(number), events);

    internal static void EpollUnregister(Epoll epoll, int number) => epoll.Unregister(Descriptor.Borrow(number));

    internal static IEnumerable<object> EpollWait(Epoll epoll, TimeSpan? timeout, int maxEvents)
        => epoll.Wait(timeout, maxEvents).Select(static one => (object)(one.Object.Descriptor.Number, one.Events));

    internal static void EpollClose(Epoll epoll) => epoll.Dispose();

    private static object Held(Epoll epoll) => (Handles.Add(epoll), epoll.Descriptor.Number);

    private static IEnumerable<int> Places(IEnumerable<Numbered> ready) => ready.Select(static one => one.Place);

    /// <summary>A descriptor at a place of a list of Python's.</summary>
    private sealed record Numbered(int Place, Descriptor Descriptor) : IPollable
    {
        internal static Numbered[] Each(object[] numbers) => [.. numbers.Select(static (number, place) => new Numbered(place, Descriptor.Borrow(checked((int)(long)number))))];
    }
}
