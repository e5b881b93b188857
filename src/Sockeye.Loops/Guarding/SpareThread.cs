namespace Sockeye.Loops.Guarding;

/// <summary>A thread that runs loops: the one it was made for, and then those that are taken from others.</summary>
internal sealed class SpareThread : IDisposable
{
    private readonly Guard _guard;
    private readonly SemaphoreSlim _go = new(0);
    private readonly Thread _thread;
    private Loop? _loop;
    private volatile bool _lowered;

    internal SpareThread(Guard guard, Loop? first)
    {
        (_guard, _loop) = (guard, first);
        if (first is not null)
        {
            _go.Release();
        }

        _thread = new Thread(Run) { IsBackground = true, Name = first is null ? "sockeye spare" : "sockeye loop" };
    }

    /// <exception cref="OutOfMemoryException">The system has no thread to give.</exception>
    internal void Begin() => _thread.UnsafeStart();

    /// <summary>True: it goes after other threads for good, for taking that back needs a privilege, and so it ends once it is out of its handler.</summary>
    internal bool IsLowered => _lowered;

    internal void GoOn(Loop loop)
    {
        _loop = loop;
        _go.Release();
    }

    internal void End() => _go.Release();

    /// <summary>By the watchdog, before it takes the loop of a thread that burns: so that thread, when it has lost the loop, knows that it is to end.</summary>
    internal void WillLower(bool will) => _lowered = will;

    public void Dispose() => _go.Dispose();

    private void Run()
    {
        RunLoops();
        Dispose();
    }

    private void RunLoops()
    {
        do
        {
            _go.Wait();
            if (_loop is not Loop loop)
            {
                return;
            }

            _loop = null;
            if (!_guard.IsFree(this, stopped: loop.Run(this)))
            {
                return;
            }
        }
        while (true);
    }
}
