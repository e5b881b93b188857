using Sockeye.Native;
using Sockeye.Readiness;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Level 2: selectors. The data of a key is the number by which Python finds its own objects.</summary>
internal static class SelectorOperations
{
    internal static long NewSelector(string kind) => Handles.Add(Selector.Create(Enum.Parse<SelectorKind>(kind)));

    internal static int? SelectorDescriptor(Selector selector) => selector.Descriptor?.Number;

    internal static int SelectorRegister(Selector selector, long item, SelectorEvents events, long data) => selector.Register(Item(item), events, data).Number;

    internal static int SelectorModify(Selector selector, long item, SelectorEvents events, long data) => selector.Modify(Item(item), events, data).Number;

    internal static object SelectorUnregister(Selector selector, long item) => Told(selector.Unregister(Item(item)));

    internal static object SelectorGetKey(Selector selector, long item) => Told(selector.GetKey(Item(item)));

    internal static IEnumerable<int> SelectorNumbers(Selector selector) => selector.Keys.Select(static key => key.Number);

    internal static IEnumerable<object> SelectorSelect(Selector selector, TimeSpan? timeout)
        => selector.Select(timeout).Select(static one => (object)((long)one.Key.Data!, one.Key.Number, one.Key.Events, one.Events));

    private static (long Data, int Number, SelectorEvents Events) Told(SelectorKey key) => ((long)key.Data!, key.Number, key.Events);

    // A socket comes by its handle, below zero; all else by its descriptor's number.
    private static IPollable Item(long item) => item < 0 ? (IPollable)Handles.Get(-item) : Descriptor.Borrow(checked((int)item));
}
