using Sockeye.Sockets;

namespace Sockeye.Conformance.Host;

/// <summary>Ancillary data as Python writes it: a list of (level, type, bytes).</summary>
internal static class PythonAncillary
{
    internal static AncillaryData From(object[] items)
    {
        (int Level, int Type, PythonBuffer Data)[] each = Array.ConvertAll(items, static item => item is object[] and [long level, long type, PythonBuffer data]
            ? (checked((int)level), checked((int)type), data)
            : throw new InvalidOperationException("an item of ancillary data has three parts"));
        var ancillary = new AncillaryData(each.Sum(static one => AncillaryData.Space(one.Data.Span.Length)));
        foreach ((int level, int type, PythonBuffer data) in each)
        {
            ancillary.Add(level, type, data.Span);
        }

        return ancillary;
    }

    internal static List<object> Of(AncillaryData ancillary)
    {
        var items = new List<object>();
        foreach (AncillaryMessage message in ancillary)
        {
            items.Add((message.Level, message.Type, message.Data.ToArray()));
        }

        return items;
    }
}
