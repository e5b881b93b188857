namespace Sockeye.Sockets.Tests.Namespaces;

/// <summary>One pair for all tests of a class that change nothing in it. Made by the first of them that runs.</summary>
public sealed class SharedNamespacePair : IDisposable
{
    private readonly Lazy<NamespacePair> _pair = new(static () => new NamespacePair());

    internal NamespacePair Pair => _pair.Value;

    public void Dispose()
    {
        if (_pair.IsValueCreated)
        {
            _pair.Value.Dispose();
        }
    }
}
