using System.Buffers;

namespace Sockeye.Conformance.Host;

/// <summary>Memory of a Python object, which holds still as long as the call lasts.</summary>
internal readonly unsafe struct PythonBuffer(nint address, long length)
{
    internal Span<byte> Span => new((void*)address, checked((int)length));

    internal Memory<byte> Memory => new Owner(address, checked((int)length)).Memory;

    private sealed class Owner(nint address, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new((void*)address, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)address + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
