using System.Buffers;

namespace Sockeye.Clients.Http;

/// <summary>Bytes that go out with the next write. It has memory only while there are some.</summary>
internal sealed class SendBuffer : IBufferWriter<byte>
{
    private const int First = 512;     // a head of a few fields

    private byte[] _bytes = [];
    private int _count;

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    internal bool IsEmpty => _count == 0;

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_count);
    }

    internal void Clear()
    {
        _count = 0;
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    /// <summary>By who closes: another thread may be sending it, so it is left to that one and to the garbage collector.</summary>
    internal void Forget() => (_bytes, _count) = ([], 0);

    private void Grow(int size)
    {
        if (_bytes.Length - _count >= Math.Max(size, 1))
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(First, Math.Max(_count + size, 2 * _count)));
        Written.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
