namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>Tests that each have a pair of namespaces of their own, and sockets in it.</summary>
public abstract class NamespaceTests : IDisposable
{
    /// <summary>How long a test waits for what must come.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<IDisposable> _kept = [];

    // Only where the tests can run: a skipped test's class is not made.
    private protected NamespacePair Pair { get; } = new();

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
        Pair.Dispose();
        GC.SuppressFinalize(this);
    }
}
