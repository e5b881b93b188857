using Sockeye.Native;
using Sockeye.Readiness;

namespace Sockeye.Conformance.Host.Operations;

/// <summary>Level 2: selectors. The data of a key is the number by which Python finds its own objects.</summary>
internal static class SelectorOperations
{
    internal static long NewSelector(string kind) => Handles.Add(Selector.Create(Enum.Parse<SelectorKind>(kind)));

    internal static int? SelectorDescriptor(Selector selector) => selector.Descriptor?.Number;

    internal static object SelectorRegister(Selector selector, object item, SelectorEvents events, long place) => Told(selector.Register(Item(item), events, place));

    internal static object SelectorModify(Selector selector, object item, SelectorEvents events, long place) => Told(selector.Modify(Item(item), events, place));

    internal static object SelectorUnregister(Selector selector, object item) => Told(selector.Unregister(Item(item)));

    internal static object SelectorGetKey(Selector selector, object item) => Told(selector.GetKey(Item(item)));

    internal static IEnumerable<int> SelectorNumbers(Selector selector) => selector.Keys.Select(static key => key.Number);

    internal static IEnumerable<object> SelectorSelect(Selector selector, TimeSpan? timeout)
        => selector.Select(timeout).Select(static one => (object)(Told(one.Key), one.Events));

    private static (long Place, int Number, SelectorEvents Events) Told(SelectorKey key) => ((long)key.Data!, key.Number, key.Events);

    // A socket comes in a list, by its handle; all else is a descriptor's number.
    private static IPollable Item(object item) => item is object[] and [long handle] ? (IPollable)Handles.Get(handle) : Descriptor.Borrow(checked((int)(long)item));
}
