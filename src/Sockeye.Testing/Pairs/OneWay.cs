using System.IO.Pipelines;

namespace Sockeye.Testing.Pairs;

/// <summary>One direction of a pair: what is on its way, how far its reader has come, who waits, and what it has failed with.</summary>
/// <remarks>It carries bytes by a pipe. What fails does not complete that pipe, whose other side may be in the midst of writing: it is noted, and what waits is woken and looks.</remarks>
internal sealed class OneWay
{
    private readonly Action _changed;
    private readonly Lock _lock = new();
    private readonly int _capacity;
    private Exception? _readFault;
    private Exception? _closed;
    private Exception? _writeFault;
    private long _written;
    private long _shown;
    private long _taken;
    private bool _hasEnded;
    private bool _isEndShown;
    private bool _isReading;
    private bool _isWriting;
    private int _reads;

    internal OneWay(MemoryPairOptions options, Action changed)
    {
        _changed = changed;
        _capacity = options.Capacity;
        Pipe = new Pipe(new PipeOptions(pauseWriterThreshold: _capacity, resumeWriterThreshold: ResumesBelow, useSynchronizationContext: false));
        Sizes = options.Cuts?.Sizes();
    }

    internal Pipe Pipe { get; }

    /// <summary>Where the stream is cut; null where it is not.</summary>
    internal IEnumerator<int>? Sizes { get; }

    internal Exception? ReadFault => Volatile.Read(ref _readFault);

    internal Exception? WriteFault => Volatile.Read(ref _writeFault);

    /// <summary>A read waits for the other end.</summary>
    internal bool IsReading => Locked(() => _isReading);

    /// <summary>A flush waits for the other end.</summary>
    internal bool IsWriting => Locked(() => _isWriting);

    /// <summary>A read waits, and has been shown all that was written: nothing goes on here before the other end does something.</summary>
    internal bool IsReaderAtRest => Locked(() => _isReading && _written == _shown && _hasEnded == _isEndShown && _readFault is null && _closed is null);

    /// <summary>A flush waits, and for want of room.</summary>
    internal bool IsWriterAtRest => Locked(() => _isWriting && _written - _taken >= ResumesBelow && _writeFault is null);

    /// <summary>Another number whenever something was read.</summary>
    internal int ReadActivity => Volatile.Read(ref _reads);

    /// <summary>Another number whenever the reader has made room.</summary>
    internal int WriteActivity => (int)Volatile.Read(ref _taken);

    private int ResumesBelow => Math.Max(1, _capacity / 2);

    internal void FailRead(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _readFault, cause, null) is null)
        {
            Pipe.Reader.CancelPendingRead();
        }
    }

    /// <summary>The reader's own end is closed.</summary>
    internal void CloseRead(Exception closed)
    {
        Volatile.Write(ref _closed, closed);
        Pipe.Reader.CancelPendingRead();
    }

    internal void FailWrite(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _writeFault, cause, null) is null)
        {
            Pipe.Writer.CancelPendingFlush();
        }
    }

    internal void ThrowIfReadFails()
    {
        if ((Volatile.Read(ref _readFault) ?? Volatile.Read(ref _closed)) is Exception cause)
        {
            throw cause;
        }
    }

    internal void ThrowIfWriteFails()
    {
        if (Volatile.Read(ref _writeFault) is Exception cause)
        {
            throw cause;
        }
    }

    internal void Writes(long count) => Locked(() => _written += count);

    internal void Ends() => Locked(() => _hasEnded = true);

    internal void WaitsToWrite()
    {
        Locked(() => _isWriting = true);
        _changed();
    }

    internal void HasWritten() => Locked(() => _isWriting = false);

    internal void WaitsToRead()
    {
        Locked(() => _isReading = true);
        _changed();
    }

    internal void HasRead() => Locked(() => _isReading = false);

    /// <summary>The reader is given something: at once it waits no more.</summary>
    internal void Shows(long count, bool isEnd)
    {
        lock (_lock)
        {
            _reads++;
            (_shown, _isEndShown, _isReading) = (_taken + count, isEnd, false);
        }
    }

    /// <summary>The reader has consumed so much.</summary>
    internal void Takes(long count) => Locked(() => _taken += count);

    private T Locked<T>(Func<T> act)
    {
        lock (_lock)
        {
            return act();
        }
    }
}
