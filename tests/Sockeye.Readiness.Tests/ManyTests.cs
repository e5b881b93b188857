using System.Globalization;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Readiness.Tests;

/// <summary>More descriptors than select(2) can take, and what a wait for them costs.</summary>
public sealed class ManyTests
{
    private const int Pairs = 700;

    [ManyFilesFact]
    public void PollAndEpoll_TakeThem_AndSelectSaysWhoCan()
    {
        using var crowd = new Crowd();
        Socket high = crowd.Last;
        Assert.True(high.Descriptor.Number >= Select.FD_SETSIZE);
        crowd.MakeReadable(high);
        var poll = new Poll();
        using Epoll epoll = Epoll.Create();
        foreach (Socket one in crowd.All)
        {
            poll.Register(one, PollEvents.POLLIN);
            epoll.Register(one, EpollEvents.EPOLLIN);
        }

        Assert.Same(high, Assert.Single(poll.Wait()).Object);
        Assert.Same(high, Assert.Single(epoll.Wait()).Object);
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => Select.Wait(crowd.All, [], []));
        Assert.Contains("select(2) takes those below 1024", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The wake-up of a token has a high number too when it is made late: the kernel takes a larger set than C's.</summary>
    [ManyFilesFact]
    public void Select_TakesATokenWhoseWakeUpIsBeyondTheSet()
    {
        using var crowd = new Crowd();
        using var scene = new Scene();
        Socket low = crowd.All[0];
        using var source = new CancellationTokenSource();
        Exception? failure = null;
        int read = -1;
        var thread = new Thread(() =>
        {
            crowd.MakeReadable(low);
            read = Select.Wait(new SelectLists<Socket>([low], [], []), null, source.Token).Read.Count;
            low.ReceiveExactly(new byte[1]);
            source.CancelAfter(1);
            failure = Record.Exception(() => Select.Wait(new SelectLists<Socket>([low], [], []), null, source.Token));
        });
        thread.Start();
        Assert.True(thread.Join(Sockets.Tests.Connected.Patience));
        Assert.Equal(1, read);
        Assert.IsType<OperationCanceledException>(failure);
    }

    [ManyFilesTheory]
    [InlineData(SelectorKind.Epoll)]
    [InlineData(SelectorKind.Poll)]
    public void ASelector_TakesThem(SelectorKind kind)
    {
        using var crowd = new Crowd();
        using Selector selector = Selector.Create(kind);
        foreach (Socket one in crowd.All)
        {
            selector.Register(one, SelectorEvents.Read);
        }

        crowd.MakeReadable(crowd.Last);
        Assert.Same(crowd.Last, Assert.Single(selector.Select()).Key.Object);
        foreach (Socket one in crowd.All)
        {
            selector.Modify(one, SelectorEvents.Write);
        }

        Assert.Equal(crowd.All.ToHashSet<IPollable>(), selector.Select().Select(static ready => ready.Key.Object).ToHashSet());
    }

    [ManyFilesTheory]
    [InlineData(SelectorKind.Epoll)]
    [InlineData(SelectorKind.Poll)]
    public void ASelector_TellsAllThatAreReady_MoreThanAWaitOfEpollDoesUnasked(SelectorKind kind)
    {
        using var crowd = new Crowd();
        using Selector selector = Selector.Create(kind);
        Assert.True(crowd.BothSides.Count() > Epoll.MaxEvents);
        foreach (Socket one in crowd.BothSides)
        {
            selector.Register(one, SelectorEvents.Write);
        }

        Assert.Equal(crowd.BothSides.ToHashSet<IPollable>(), selector.Select().Select(static ready => ready.Key.Object).ToHashSet());
    }

    [ManyFilesFact]
    public void ASelectSelector_RefusesTheFirstTooHigh()
    {
        using var crowd = new Crowd();
        using Selector selector = Selector.Create(SelectorKind.Select);
        Assert.Throws<ArgumentOutOfRangeException>(() => selector.Register(crowd.Last, SelectorEvents.Read));
        Assert.Empty(selector.Keys);
    }

    /// <summary>O(ready), by counting: a wait asks nothing of the objects that are registered, however many there are. On poll it must.</summary>
    [Theory]
    [InlineData(SelectorKind.Epoll, 0)]
    [InlineData(SelectorKind.Poll, 51)]
    public void OnEpoll_AWaitTouchesWhatIsReadyAlone(SelectorKind kind, int expected)
    {
        using var scene = new Scene();
        Scene[] idle = [.. Enumerable.Range(0, 50).Select(static _ => new Scene())];
        using Selector selector = Selector.Create(kind);
        foreach (Scene one in idle.Append(scene))
        {
            selector.Register(one.Near, SelectorEvents.Read);
        }

        var call = new Sockets.Tests.BlockedCall(() => selector.Select());
        call.UntilAsleep(() => selector.IsWaiting);
        int held = 0;
        Eventually.True(() => (held = idle.Append(scene).Sum(static one => one.Near.Descriptor.CallsInFlight)) == expected, Sockets.Tests.Connected.Patience);
        scene.Far.SendAll([1]);
        Assert.Null(call.End());
        Assert.Equal(expected, held);
        Array.ForEach(idle, static one => one.Dispose());
    }

    private sealed class Crowd : IDisposable
    {
        private readonly Dictionary<Socket, Socket> _others = [];

        internal Crowd()
        {
            for (int i = 0; i < Pairs; i++)
            {
                (Socket one, Socket other) = Socket.SocketPair();
                _others.Add(one, other);
            }

            All = [.. _others.Keys];
        }

        internal IReadOnlyList<Socket> All { get; }

        internal IEnumerable<Socket> BothSides => All.Concat(_others.Values);

        internal Socket Last => All.MaxBy(static socket => socket.Descriptor.Number)!;

        internal void MakeReadable(Socket socket) => _others[socket].SendAll([1]);

        public void Dispose()
        {
            foreach ((Socket one, Socket other) in _others)
            {
                one.Dispose();
                other.Dispose();
            }
        }
    }

    private static string? TooFew
    {
        get
        {
            string line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
            long limit = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture);
            return limit >= Pairs * 4 ? null : $"this process may open {limit} files, and needs {Pairs * 4}: ulimit -n {Pairs * 4}";
        }
    }

    private sealed class ManyFilesFactAttribute : FactAttribute
    {
        public ManyFilesFactAttribute() => Skip = TooFew;
    }

    private sealed class ManyFilesTheoryAttribute : TheoryAttribute
    {
        public ManyFilesTheoryAttribute() => Skip = TooFew;
    }
}
