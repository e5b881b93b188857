using Sockeye.Native.Libc;

namespace Sockeye.Sockets;

/// <summary>Ancillary data: what sendmsg(2) and recvmsg(2) carry beside the bytes. A buffer of control messages that is used again and again. See cmsg(3).</summary>
/// <remarks>
/// <para>To send: <see cref="Add(int, int, ReadOnlySpan{byte})"/> and the typed adds, then <see cref="Socket.SendMessage(ReadOnlySpan{byte}, MessageOptions, CancellationToken)"/>
/// as often as you like. To receive: give it to <see cref="Socket.ReceiveMessage(Span{byte}, MessageOptions, CancellationToken)"/>, which
/// lets go of what it held; then go over its messages, or ask for one by its type (<see cref="PacketInfo"/>, <see cref="TimeToLive"/> …).
/// What is received depends on what was asked for: <see cref="SocketOptions.ReceivePacketInfo"/> and its like.</para>
/// <para>It owns the descriptors in it. Those that came and are not taken (<see cref="TakeDescriptors"/>), and the duplicates that go
/// out, are closed by the next receive, by <see cref="Clear"/> and by <see cref="Dispose"/>.</para>
/// <para>It is for one thread at a time.</para>
/// </remarks>
public sealed partial class AncillaryData : IDisposable
{
    private readonly byte[] _control;
    private byte[] _earlier = [];
    private bool _received;
    private bool _taken;
    private bool _disposed;

    /// <summary>A buffer of exactly so many bytes.</summary>
    /// <param name="capacity">0 or more, any number. The sum of <see cref="Space"/> of all messages has room for them. A smaller one takes what fits: descriptors whole, of the others what there is.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is negative.</exception>
    public AncillaryData(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _control = capacity == 0 ? [] : new byte[capacity];
    }

    /// <summary>Closes the descriptors that nobody took.</summary>
    ~AncillaryData() => CloseDescriptors();

    /// <summary>How many bytes there is room for.</summary>
    public int Capacity => _control.Length;

    /// <summary>How many bytes are in use: those of the messages that were added or received.</summary>
    public int Size { get; private set; }

    /// <summary>The size of one message with so many bytes of data: CMSG_LEN(3).</summary>
    /// <param name="data">0 to 2147483631.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or larger.</exception>
    public static int Length(int data)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(data);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data, int.MaxValue - ControlMessages.Length(0));
        return ControlMessages.Length(data);
    }

    /// <summary>The same with the padding up to a next message: CMSG_SPACE(3).</summary>
    /// <param name="data">0 to 2147483623.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or larger.</exception>
    public static int Space(int data)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(data);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data, int.MaxValue - ControlMessages.Space(1));
        return ControlMessages.Space(data);
    }

    /// <summary>Adds a message to send.</summary>
    /// <param name="level">The layer it is for: a number of <see cref="SocketLevel"/> or <see cref="Protocol"/>.</param>
    /// <param name="type">What it is, at that layer.</param>
    /// <param name="data">Its bytes, as the kernel's structure has them. Descriptors among them stay the caller's, who keeps them open until the message is sent.</param>
    /// <exception cref="InvalidOperationException">There is no room for it, or this holds what was received and was not cleared.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed.</exception>
    public void Add(int level, int type, ReadOnlySpan<byte> data) => data.CopyTo(RoomFor(level, type, data.Length));

    /// <summary>Adds a message whose level and type are those of an option: <c>Add(ALG_SET_OP, …)</c>.</summary>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})"/>
    public void Add(SocketOption option, ReadOnlySpan<byte> data) => Add(option.Level, option.Number, data);

    /// <summary>Takes all messages out, and closes the descriptors that were not taken.</summary>
    public void Clear()
    {
        CloseDescriptors();
        Size = 0;
        _received = _taken = false;
    }

    /// <summary>Closes the descriptors that were not taken. Afterwards this is good for nothing.</summary>
    public void Dispose()
    {
        Clear();
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Goes over the messages in order, to the first that makes no sense. Allocates nothing.</summary>
    /// <exception cref="ObjectDisposedException">This is disposed.</exception>
    public Enumerator GetEnumerator() => new(InUse());

    /// <summary>What a receive may fill; what was here is let go of.</summary>
    internal Span<byte> RoomToReceive()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Clear();
        return _control;
    }

    /// <summary>The same for a further step of a receive, after which <see cref="HasReceived"/> says what is new, or <see cref="KeepEarlier"/> that nothing is.</summary>
    internal Span<byte> RoomForMore()
    {
        _earlier = InUse().ToArray();       // a step that fails writes credentials of nobody over them
        return _control;
    }

    /// <summary>The further step has brought nothing.</summary>
    internal void KeepEarlier() => _earlier.CopyTo(_control, 0);

    /// <summary>A receive has filled so many bytes.</summary>
    internal void HasReceived(int size)
    {
        Size = size;
        _received = true;
        OwnReceived();
    }

    /// <summary>What a send takes along.</summary>
    internal Span<byte> ToSend() => _taken
        ? throw new InvalidOperationException("the descriptors in this ancillary data were taken out, and their numbers may be others' by now: Clear it before sending it")
        : InUse();

    private Span<byte> InUse()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _control.AsSpan(0, Size);
    }

    // A last message need not be padded.
    private Span<byte> RoomFor(int level, int type, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_received)
        {
            throw new InvalidOperationException("this ancillary data was received: Clear it before adding to it");
        }

        int left = Capacity - Size;
        if (length > left - ControlMessages.Length(0))
        {
            throw new InvalidOperationException($"a message of {length} bytes takes {(long)length + ControlMessages.Length(0)} bytes of ancillary data, and of {Capacity} there are {left} left");
        }

        Span<byte> data = ControlMessages.Write(_control.AsSpan(Size), level, type, length);
        Size += Math.Min(ControlMessages.Align(ControlMessages.Length(length)), left);
        return data;
    }

    /// <summary>Goes over the messages of an <see cref="AncillaryData"/>.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _control;
        private int _next;

        internal Enumerator(ReadOnlySpan<byte> control) => _control = control;

        /// <summary>The message it stands at.</summary>
        public AncillaryMessage Current { get; private set; }

        /// <summary>Goes to the next one. False: there is none.</summary>
        public bool MoveNext()
        {
            bool found = ControlMessages.TryRead(_control, ref _next, out ControlMessage message);
            Current = new AncillaryMessage(message.Level, message.Type, message.Data);
            return found;
        }
    }
}
