namespace Sockeye.Sockets.Tests.NameServers;

/// <summary>One scene for all tests of a class. Made by the first of them that runs: a skipped one needs none.</summary>
public sealed class SharedNamesScene : IDisposable
{
    private readonly Lazy<NamesScene> _scene = new(static () => new NamesScene());

    /// <inheritdoc cref="NamesScene.Run"/>
    internal Task Run(Action body, bool hasty = false) => _scene.Value.Run(body, hasty);

    public void Dispose()
    {
        if (_scene.IsValueCreated)
        {
            _scene.Value.Dispose();
        }
    }
}
