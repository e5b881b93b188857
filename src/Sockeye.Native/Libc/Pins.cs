using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sockeye.Native.Layout;

namespace Sockeye.Native.Libc;

/// <summary>Pieces of memory held still for one call: up to sixteen without an allocation, more from the pools.</summary>
/// <remarks>Invariant: slots that were set are unpinned exactly once, by <see cref="Dispose"/>; an unset slot is a default handle, whose Dispose does nothing.</remarks>
internal unsafe ref struct Pins
{
    private HandleRow _handleRow;
    private VectorRow _vectorRow;
    private readonly MemoryHandle[]? _rentedHandles;
    private readonly IoVector[]? _rentedVectors;

    internal Pins(int count)
    {
        Count = count;
        if (count > HandleRow.Length)
        {
            _rentedHandles = ArrayPool<MemoryHandle>.Shared.Rent(count);
            _rentedVectors = ArrayPool<IoVector>.Shared.Rent(count);
            _rentedHandles.AsSpan(0, count).Clear();
        }
    }

    internal int Count { get; }

    [UnscopedRef]
    private Span<MemoryHandle> Handles => _rentedHandles is null ? ((Span<MemoryHandle>)_handleRow)[..Count] : _rentedHandles.AsSpan(0, Count);

    [UnscopedRef]
    internal Span<IoVector> Vectors => _rentedVectors is null ? ((Span<IoVector>)_vectorRow)[..Count] : _rentedVectors.AsSpan(0, Count);

    internal void Set(int slot, MemoryHandle handle, int length)
    {
        Handles[slot] = handle;
        Vectors[slot] = new IoVector { Start = handle.Pointer, Length = (nuint)length };
    }

    public void Dispose()
    {
        foreach (ref MemoryHandle handle in Handles)
        {
            handle.Dispose();
        }

        if (_rentedHandles is not null)
        {
            ArrayPool<MemoryHandle>.Shared.Return(_rentedHandles, clearArray: true);
            ArrayPool<IoVector>.Shared.Return(_rentedVectors!);
        }
    }

    [InlineArray(Length)]
    private struct HandleRow
    {
        internal const int Length = 16;
        private MemoryHandle _first;
    }

    [InlineArray(HandleRow.Length)]
    private struct VectorRow
    {
        private IoVector _first;
    }
}
