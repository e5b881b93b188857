namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>Tests on a pair of namespaces, with sockets in it that go when the test ends.</summary>
public abstract class NamespaceTests : IDisposable
{
    /// <summary>How long a test waits for what must come.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<IDisposable> _kept = [];

    private readonly SharedNamespacePair? _shared;

    /// <param name="shared">null: a pair of its own for every test.</param>
    private protected NamespaceTests(SharedNamespacePair? shared = null)
    {
        // Only where the tests can run: a skipped test's class is not made.
        _shared = shared;
        Pair = shared?.Pair ?? new NamespacePair();
    }

    private protected NamespacePair Pair { get; }

    /// <summary>Disposes of it at the end of the test.</summary>
    private protected Socket Keep(Socket socket)
    {
        socket.Timeout = Patience;
        _kept.Add(socket);
        return socket;
    }

    public void Dispose()
    {
        _kept.ForEach(static kept => kept.Dispose());
        if (_shared is null)
        {
            Pair.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
