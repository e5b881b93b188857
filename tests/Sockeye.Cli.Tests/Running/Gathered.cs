using System.Text;

namespace Sockeye.Cli.Tests.Running;

/// <summary>What a program writes, gathered by a thread while it runs.</summary>
internal sealed class Gathered
{
    private readonly List<byte> _bytes = [];
    private readonly object _gate = new();
    private bool _ended;

    internal byte[] Bytes
    {
        get
        {
            lock (_gate)
            {
                return [.. _bytes];
            }
        }
    }

    internal string Text => Encoding.UTF8.GetString(Bytes);

    internal void Follow(Stream stream) => new Thread(() => Read(stream)) { IsBackground = true }.Start();

    /// <summary>The answer to a question about the text, as soon as there is one; null at the end or when time is up.</summary>
    internal string? WaitFor(Func<string, string?> question, TimeSpan patience)
    {
        long start = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            while (true)
            {
                string? answer = question(Text);
                TimeSpan left = patience - TimeProvider.System.GetElapsedTime(start);
                if (answer is not null || _ended || left <= TimeSpan.Zero)
                {
                    return answer;
                }

                Monitor.Wait(_gate, left);
            }
        }
    }

    internal void WaitForEnd(TimeSpan patience) => WaitFor(_ => null, patience);

    private void Read(Stream stream)
    {
        byte[] buffer = new byte[4096];
        int count;
        do
        {
            try
            {
                count = stream.Read(buffer);
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException)
            {
                count = 0;
            }

            lock (_gate)
            {
                _bytes.AddRange(buffer.AsSpan(0, count));
                _ended = count == 0;
                Monitor.PulseAll(_gate);
            }
        }
        while (count > 0);
    }
}
