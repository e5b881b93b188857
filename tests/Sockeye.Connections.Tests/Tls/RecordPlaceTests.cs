using System.Buffers;
using Sockeye.Connections.Tls;

namespace Sockeye.Connections.Tests.Tls;

/// <summary>Where in the records of a stream one stands, however it was cut.</summary>
public sealed class RecordPlaceTests
{
    // Three records, of 3, 0 and 258 bytes.
    private static readonly byte[] Records = [23, 3, 3, 0, 3, 9, 9, 9, 23, 3, 3, 0, 0, 23, 3, 3, 1, 2, .. new byte[258]];

    [Fact]
    public void ItIsKnown_HowMuchARecordMisses_WhereverOneStands()
    {
        int[] ends = [8, 13, Records.Length];
        for (int at = 0; at < Records.Length; at++)
        {
            foreach (int piece in (int[])[1, 2, 7, 1000])
            {
                RecordPlace place = default;
                for (int from = 0; from < at; from += piece)
                {
                    place.Pass(Records.AsSpan(from, Math.Min(piece, at - from)));
                }

                int end = ends.First(end => end > at);
                int begin = ends.LastOrDefault(end => end <= at);
                long missing = place.Missing(new ReadOnlySequence<byte>(Records.AsMemory(at)));
                bool isInHead = at > begin && at < begin + 5;
                Assert.Equal(isInHead ? long.MaxValue : end - at, missing);
            }
        }
    }

    [Fact]
    public void HalfAHead_SaysNothing() => Assert.Equal(long.MaxValue, default(RecordPlace).Missing(new ReadOnlySequence<byte>(Records.AsMemory(0, 4))));
}
