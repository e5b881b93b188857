using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Sockeye.Native;
using Sockeye.Sockets.Faults;

namespace Sockeye.Servers.Ready.Chatting;

/// <summary>One who chats: its name, its room, and what it is yet to hear. One task writes to it; what is to be written waits in a queue that has an end.</summary>
internal sealed class Member(StreamRequest request, LineChatOptions options) : IDisposable
{
    // What a line takes beside its bytes: the array's head, its place in the queue.
    private const int Overhead = 40;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _waiting = [];
    private readonly SemaphoreSlim _some = new(0);
    private int _bytes;
    private bool _isEnding;         // nothing more is taken in
    private ITimer? _patience;

    /// <summary>The hall's to change.</summary>
    internal string Name { get; set; } = "";

    /// <summary>The hall's to change; null: it has left.</summary>
    internal Room? Room { get; set; }

    /// <summary>It has said so.</summary>
    internal bool IsLeaving { get; set; }

    /// <summary>Nothing is written to it any more.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Words to it alone.</summary>
    internal void Hear(string words) => TryHear(Encode(words));

    internal static byte[] Encode(string words) => Encoding.UTF8.GetBytes(words + "\n");

    /// <summary>False: there is no room, because it does not read.</summary>
    internal bool TryHear(byte[] line)
    {
        lock (_gate)
        {
            if (_isEnding)
            {
                return true;
            }

            if (_bytes > 0 && _bytes + line.Length + Overhead > options.MaxWaiting)
            {
                return false;
            }

            Put(line);
            return true;
        }
    }

    /// <summary>It is told no more than what waits.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _isEnding = true;
            _some.Release();
        }
    }

    /// <summary>After <see cref="Tell"/> has ended.</summary>
    public void Dispose()
    {
        _patience?.Dispose();
        _some.Dispose();
    }

    /// <summary>It did not read: what waits is forgotten, and it is told that alone. False: it is leaving already.</summary>
    internal bool Drop()
    {
        Exception late = FaultFactory.Create(new Fault("send", Errno.ETIMEDOUT)
        {
            Remote = request.ClientAddress,
            IsOwnTimeout = true,
            Cause = $"the client does not read, and {options.MaxWaiting} bytes wait for it ({nameof(LineChatOptions.MaxWaiting)})",
        });
        lock (_gate)
        {
            if (_isEnding)
            {
                return false;
            }

            _waiting.Clear();
            _bytes = 0;
            Put(Encode("* you do not read what is said here, and are thrown out"));
            _isEnding = true;
            _patience = request.Server.Options.Clock.CreateTimer(_ => request.Abort(late), null, options.LastWords, Timeout.InfiniteTimeSpan);
        }

        request.Server.HasHit(Limit.Write, request.ClientAddress, late);
        return true;
    }

    /// <summary>Writes what it is to hear, until it ends. Never throws.</summary>
    internal Task Tell() => request.SharesItsThread
        ? TellAll(blocks: false)
        : Task.Factory.StartNew(() => TellAll(blocks: true), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async Task TellAll(bool blocks)
    {
        try
        {
            PipeWriter output = request.Output;
            bool goesOn = true;
            while (goesOn)
            {
                if (blocks)
                {
                    _some.Wait();
                }
                else
                {
                    await _some.WaitAsync().ConfigureAwait(true);
                }

                goesOn = Write(output);
                await output.FlushAsync().ConfigureAwait(true);
            }
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Who ended the connection has told, or the network has: the one that reads hears the same.
        }

        lock (_gate)
        {
            (_isEnding, IsOver) = (true, true);
            _waiting.Clear();
        }

        request.Input.CancelPendingRead();
    }

    // All that waits goes out with one flush. False: that was the end.
    private bool Write(PipeWriter output)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out byte[]? line))
            {
                output.Write(line);
            }

            _bytes = 0;
            return !_isEnding;
        }
    }

    // Under the lock.
    private void Put(byte[] line)
    {
        _waiting.Enqueue(line);
        _bytes += line.Length + Overhead;
        if (_some.CurrentCount == 0)
        {
            _some.Release();
        }
    }
}
