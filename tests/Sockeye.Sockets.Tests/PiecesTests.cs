using System.Buffers;
using System.Reflection;
using System.Runtime.InteropServices;
using Sockeye.Native;

namespace Sockeye.Sockets.Tests;

/// <summary>Gathering and scattering: one call, many pieces of memory.</summary>
public sealed class PiecesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1024)]
    public void SoManyPieces_GoAndComeInOrder(int count)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            byte[] data = Connected.Pattern(count * 3);
            ReadOnlyMemory<byte>[] outgoing = [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)data.AsMemory(i * 3, 3))];
            byte[] got = new byte[data.Length];
            Memory<byte>[] incoming = [.. Enumerable.Range(0, count).Select(i => got.AsMemory(i * 3, 3))];
            Assert.Equal(data.Length, one.Send(outgoing));
            one.SendAll("!"u8);    // a Unix socket waits for a first byte even where there is no room for it
            Assert.Equal(data.Length, two.Receive(incoming));
            Assert.Equal(data, got);
        }
    }

    [Fact]
    public void MoreThanTheMost_OnAStream_TakesTheFirst()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            byte[] data = Connected.Pattern(1500);
            ReadOnlyMemory<byte>[] pieces = [.. Enumerable.Range(0, 1500).Select(i => (ReadOnlyMemory<byte>)data.AsMemory(i, 1))];
            Assert.Equal(Socket.MaxPieces, one.Send(pieces));
            one.SendAll("rest"u8);
            byte[] got = new byte[1500];
            Memory<byte>[] incoming = [.. Enumerable.Range(0, 1500).Select(i => got.AsMemory(i, 1))];
            Assert.Equal(Socket.MaxPieces, two.Receive(incoming));
            Assert.Equal(data[..Socket.MaxPieces], got[..Socket.MaxPieces]);
        }
    }

    [Fact]
    public void MoreThanTheMost_InADatagram_IsAnErrorAndNotHalfAMessage()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            ReadOnlyMemory<byte>[] pieces = [.. Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[1], Socket.MaxPieces + 1)];
            Assert.Equal(Errno.EMSGSIZE, Assert.Throws<MessageTooLongException>(() => one.Send(pieces)).Errno);
            Assert.Throws<WouldBlockException>(() => two.Receive(1, MessageFlags.MSG_DONTWAIT));
        }
    }

    [Fact]
    public void ADatagramLargerThanThePieces_IsNeverCutInSilence()
    {
        (Socket one, Socket two) = Connected.Udp();
        using (one)
        using (two)
        {
            byte[] room = new byte[1500];
            Memory<byte>[] pieces = [.. Enumerable.Range(0, 1500).Select(i => room.AsMemory(i, 1))];
            one.Send(Connected.Pattern(1200));
            Assert.Throws<MessageTooLongException>(() => two.Receive(pieces));     // the kernel filled 1024 of them
            one.Send(Connected.Pattern(5));
            Assert.Throws<MessageTooLongException>(() => two.Receive([room.AsMemory(0, 2), room.AsMemory(2, 2)]));
            one.Send(Connected.Pattern(5));
            Assert.Equal(5, two.Receive([room.AsMemory(0, 2), room.AsMemory(2, 2)], MessageFlags.MSG_TRUNC));
            one.Send(Connected.Pattern(5));
            Assert.Equal(5, two.Receive([room.AsMemory(0, 2), room.AsMemory(2, 3)]));
            Assert.Equal(Connected.Pattern(5), room[..5]);
        }
    }

    [Fact]
    public void EmptyPieces_AreSteppedOver()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            Assert.Equal(4, one.Send([default, "ab"u8.ToArray(), ReadOnlyMemory<byte>.Empty, "cd"u8.ToArray(), default]));
            byte[] got = new byte[4];
            Assert.Equal(4, two.Receive([default, got.AsMemory(0, 1), Memory<byte>.Empty, got.AsMemory(1)]));
            Assert.Equal("abcd"u8.ToArray(), got);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void EveryPiece_IsPinnedForTheCallAndLetGo(int count)
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            CountingMemory[] owners = [.. Enumerable.Range(0, count).Select(static _ => new CountingMemory())];
            one.Send([.. owners.Select(static owner => (ReadOnlyMemory<byte>)owner.Memory)]);
            Assert.All(owners, static owner => Assert.Equal((1, 1), (owner.Pins, owner.Unpins)));
            one.Blocking = false;
            Assert.Throws<WouldBlockException>(() => one.Receive([.. owners.Select(static owner => owner.Memory)]));
            Assert.All(owners, static owner => Assert.Equal((2, 2), (owner.Pins, owner.Unpins)));
            owners[^1].Refuses = true;
            Assert.Throws<InvalidOperationException>(() => one.Send([.. owners.Select(static owner => (ReadOnlyMemory<byte>)owner.Memory)]));
            Assert.All(owners[..^1], static owner => Assert.Equal((3, 3), (owner.Pins, owner.Unpins)));
        }
    }

    private sealed class CountingMemory : MemoryManager<byte>
    {
        private readonly byte[] _bytes = new byte[2];

        internal int Pins { get; private set; }

        internal int Unpins { get; private set; }

        internal bool Refuses { get; set; }

        public override Span<byte> GetSpan() => _bytes;

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            if (Refuses)
            {
                throw new InvalidOperationException("cannot be pinned");
            }

            Pins++;
            _held.Push(GCHandle.Alloc(_bytes, GCHandleType.Pinned));

            // By reflection, which takes an IntPtr for the pointer: unsafe code is for Native alone.
            return (MemoryHandle)Constructor.Invoke([_held.Peek().AddrOfPinnedObject(), default(GCHandle), this]);
        }

        public override void Unpin()
        {
            Unpins++;
            _held.Pop().Free();
        }

        private static readonly ConstructorInfo Constructor = typeof(MemoryHandle).GetConstructors().Single();

        private readonly Stack<GCHandle> _held = new();

        protected override void Dispose(bool disposing)
        {
        }
    }
}
