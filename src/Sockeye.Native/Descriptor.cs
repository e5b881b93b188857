using System.Runtime.InteropServices;
using Sockeye.Native.Libc;

namespace Sockeye.Native;

/// <summary>A file descriptor: it counts the calls in flight, and where it is owned it is closed exactly once, by the last of them.</summary>
/// <remarks>
/// <para>The law of this type. One word holds a closed mark and the number of calls in flight.
/// <see cref="TryEnter"/> adds one and fails once the mark is set; <see cref="Leave"/> takes one off;
/// <see cref="Dispose"/> sets the mark and interrupts the threads that are blocked. Whoever brings the word to "closed, none in
/// flight" calls close(2), so a number can never be reused by the system while somebody is about to use it.</para>
/// <para>A borrowed descriptor (<see cref="Borrow(int)"/>) keeps the same law, but for close(2): that is its owner's.</para>
/// <para>A descriptor that is forgotten is closed by a finalizer. All members may be called from any thread.</para>
/// </remarks>
public abstract class Descriptor : IPollable, IDisposable
{
    private const int ClosedMark = int.MinValue;
    private const int DetachedMark = 1 << 30;
    private const int CountMask = DetachedMark - 1;
    private const byte Begun = 1;
    private const byte Done = 2;

    private readonly int _number;
    private readonly bool _borrowed;
    private object? _watchers;                          // told before the number is free, the lender last: one, which needs no array, or an array, new for each change
    private int _state;          // the marks, and below them the count of calls in flight
    private Errno _closeError;   // what close(2) said; read after Done
    private byte _closing;       // 0, then Begun, then Done: close(2) is called once

    private Descriptor(int number, bool borrowed, IDescriptorWatcher? watcher)
        => (_number, _borrowed, _watchers) = (number, borrowed, watcher);

    /// <summary>Takes ownership of a descriptor that something else opened. It will be closed by this object.</summary>
    /// <param name="number">An open file descriptor; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is negative.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public static Descriptor Adopt(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Platform.Demand();
        return new Forgettable(number);
    }

    /// <summary>The same for an owner with a finalizer, which calls <see cref="CloseForgotten"/>: one object less for the collector to keep a list of.</summary>
    internal static Descriptor AdoptFinalized(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Platform.Demand();
        return new Owned(number);
    }

    /// <summary>Stands for a descriptor that somebody else owns and closes: to wait for it, and for calls of your own.</summary>
    /// <remarks>Disposing this ends the waits for it and closes nothing. Whoever owns the number must keep it open as long as it is used here.</remarks>
    /// <param name="number">0 or more. Whether it is open is asked by the call that uses it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is negative.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public static Descriptor Borrow(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Platform.Demand();
        return new Forgettable(number, borrowed: true);
    }

    /// <summary>Stands for the descriptor in a handle of .NET's: a pipe, a file, a process. The handle stays open until this is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="ArgumentException">The handle is invalid.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux.</exception>
    public static Descriptor Borrow(SafeHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Platform.Demand();
        bool held = false;
        handle.DangerousAddRef(ref held);
        nint number = handle.DangerousGetHandle();
        if (number is >= 0 and <= int.MaxValue)
        {
            return new Forgettable((int)number, borrowed: true, new Lender(handle));
        }

        handle.DangerousRelease();
        throw new ArgumentException("the handle is invalid: there is no descriptor in it", nameof(handle));
    }

    /// <summary>The number, or -1 once this is closed. It is valid only as long as this object is open: do not keep it.</summary>
    public int Number => IsClosed ? -1 : _number;

    Descriptor IPollable.Descriptor => this;

    /// <summary>True once <see cref="Dispose"/> or <see cref="Detach"/> was called, even while a last call is still leaving.</summary>
    public bool IsClosed => Volatile.Read(ref _state) < 0;

    /// <summary>True where somebody else closes it, and may have done so without a word.</summary>
    internal bool IsBorrowed => _borrowed;

    /// <summary>The number for a caller that has entered: valid until it leaves, closed or not.</summary>
    internal int Raw => _number;

    /// <summary>
    /// Marks it closed and interrupts the threads that are blocked in a call on it: those calls end with
    /// <see cref="ObjectDisposedException"/>. The last call out closes, and this returns when it has. Calling it again does nothing.
    /// </summary>
    /// <remarks>
    /// The interruption is the signal SIGURG. In a program with a handler of its own for it that restarts system calls
    /// (PosixSignalRegistration's does), closing under a blocked call takes a second, and then ends it by shutdown(2).
    /// </remarks>
    public void Dispose()
    {
        int before = Interlocked.Or(ref _state, ClosedMark);
        if (before < 0)
        {
            return;
        }

        GC.SuppressFinalize(this);
        if (before == 0)
        {
            Close();
        }

        if (!IsReleased)
        {
            Interruption.WakeAll(this);
        }
    }

    /// <summary>Gives the number away: this object is closed afterwards, the descriptor is not. No epoll watches it any more.</summary>
    /// <returns>The number, which the caller now owns; of a borrowed one its owner does, as before.</returns>
    /// <exception cref="ObjectDisposedException">It is already closed.</exception>
    /// <exception cref="InvalidOperationException">A call is in flight in another thread.</exception>
    public int Detach()
    {
        int before = Interlocked.CompareExchange(ref _state, ClosedMark | DetachedMark, 0);
        ObjectDisposedException.ThrowIf(before < 0, this);
        if (before != 0)
        {
            throw new InvalidOperationException($"descriptor {_number} cannot be detached: {before} call(s) on it are in flight");
        }

        TellWatchers();
        return _number;
    }

    /// <summary>The number and whether it is open, for a debugger or a log.</summary>
    public override string ToString() => IsClosed ? "descriptor (closed)" : $"descriptor {_number}";

    /// <summary>By a finalizer: closes it if nobody did, and without waiting for bytes that are still to be sent.</summary>
    internal void CloseForgotten()
    {
        if (!IsClosed && !_borrowed)
        {
            OptionCalls.StopLingering(_number);
        }

        Dispose();
    }

    /// <summary>Enters a call. False: it is closed, and nothing was entered.</summary>
    internal bool TryEnter(BlockedThread thread, out Descriptor? outer)
    {
        outer = thread.Enter(this);
        if (Interlocked.Increment(ref _state) > 0)
        {
            return true;
        }

        Leave(thread, outer);
        return false;
    }

    /// <summary>Leaves a call that <see cref="TryEnter"/> let in. The last one out of a closed descriptor closes it.</summary>
    internal void Leave(BlockedThread thread, Descriptor? outer)
    {
        thread.Leave(outer);
        Release(thread);
    }

    /// <summary>Counts a call without saying which thread makes it: for a <see cref="Gathering"/>, which says it itself. False: it is closed.</summary>
    internal bool TryHold(BlockedThread thread)
    {
        if (Interlocked.Increment(ref _state) > 0)
        {
            return true;
        }

        Release(thread);
        return false;
    }

    /// <summary>The same for a call that never blocks, so that nobody will want to interrupt it. False: it is closed.</summary>
    internal bool TryHold()
    {
        if (Interlocked.Increment(ref _state) > 0)
        {
            return true;
        }

        Release();
        return false;
    }

    /// <summary>Ends what <see cref="TryHold()"/> began. The last one out of a closed descriptor closes it.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _state) == ClosedMark)
        {
            Close();
        }
    }

    /// <summary>Ends what <see cref="TryHold(BlockedThread)"/> began. The last one out of a closed descriptor closes it.</summary>
    internal void Release(BlockedThread thread)
    {
        int after = Interlocked.Decrement(ref _state);
        if (after < 0)
        {
            try
            {
                thread.AbsorbInterruption();
            }
            finally
            {
                if (after == ClosedMark)
                {
                    Close();
                }
            }
        }
    }

    /// <summary>Has the watcher told before the number is free. Called while a call is in flight, so that it comes in time.</summary>
    internal void Watch(IDescriptorWatcher watcher)
    {
        if (Interlocked.CompareExchange(ref _watchers, watcher, null) is null)
        {
            return;     // the usual case, and without an array
        }

        object? before;
        do
        {
            before = Volatile.Read(ref _watchers);
        }
        while (Interlocked.CompareExchange(ref _watchers, AsField([watcher, .. Watchers(before)]), before) != before);
    }

    /// <summary>Ends what <see cref="Watch"/> began. Does nothing where the watcher was told already.</summary>
    internal void Unwatch(IDescriptorWatcher watcher)
    {
        object? before;
        do
        {
            before = Volatile.Read(ref _watchers);
        }
        while (Interlocked.CompareExchange(ref _watchers, AsField([.. Watchers(before).Where(other => other != watcher)]), before) != before);
    }

    /// <summary>The calls in flight right now.</summary>
    internal int CallsInFlight => Volatile.Read(ref _state) & CountMask;

    /// <summary>True once close(2) has returned: the number and the address are free again.</summary>
    internal bool IsReleased => Volatile.Read(ref _closing) == Done;

    /// <summary>What close(2) answered: EBADF where the number was no longer open. None before it has returned.</summary>
    internal Errno CloseError => IsReleased ? _closeError : Errno.None;

    private void Close()
    {
        // A late TryEnter on a closed descriptor goes up and down once more through "closed, none in flight".
        if (Interlocked.CompareExchange(ref _closing, Begun, 0) == 0)
        {
            TellWatchers();
            if (!_borrowed)
            {
                _closeError = DescriptorCalls.Close(_number).Error;
            }

            Volatile.Write(ref _closing, Done);
        }
    }

    private void TellWatchers()
    {
        foreach (IDescriptorWatcher watcher in Watchers(Interlocked.Exchange(ref _watchers, null)))
        {
            watcher.OnClosing(this);
        }
    }

    private static IDescriptorWatcher[] Watchers(object? field) => field switch
    {
        null => [],
        IDescriptorWatcher one => [one],
        _ => (IDescriptorWatcher[])field,
    };

    private static object? AsField(IDescriptorWatcher[] watchers) => watchers switch
    {
        [] => null,
        [IDescriptorWatcher one] => one,
        _ => watchers,
    };

    /// <summary>One whose owner has a finalizer.</summary>
    private sealed class Owned(int number) : Descriptor(number, borrowed: false, watcher: null);

    /// <summary>One whose owner has none, and may forget it.</summary>
    private sealed class Forgettable(int number, bool borrowed = false, IDescriptorWatcher? watcher = null) : Descriptor(number, borrowed, watcher)
    {
        ~Forgettable() => CloseForgotten();
    }

    /// <summary>A handle of .NET's whose number was borrowed: it stays open until this descriptor is closed.</summary>
    private sealed class Lender(SafeHandle handle) : IDescriptorWatcher
    {
        public void OnClosing(Descriptor descriptor) => handle.DangerousRelease();
    }
}
