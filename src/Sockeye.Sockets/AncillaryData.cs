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
/// <para>It is for one thread at a time: what another one does with it meanwhile is an <see cref="InvalidOperationException"/>, and
/// changes nothing. <see cref="Dispose"/> may come at any time. Reading what is in it is not watched: read it between the calls.</para>
/// </remarks>
public sealed partial class AncillaryData : IDisposable
{
    private readonly byte[] _control;
    private byte[] _earlier = [];
    private bool _received;
    private bool _taken;

    /// <summary>A buffer of exactly so many bytes.</summary>
    /// <param name="capacity">0 to 2147483591, the largest array. The sum of <see cref="Space"/> of all messages has room for them. A smaller one takes what fits: descriptors whole, of the others what there is.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is negative or larger.</exception>
    public AncillaryData(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, Array.MaxLength);
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
    /// <exception cref="InvalidOperationException">There is no room for it, this holds what was received and was not cleared, or another thread uses it.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed.</exception>
    public void Add(int level, int type, ReadOnlySpan<byte> data)
    {
        using Turn turn = Use(this);
        data.CopyTo(RoomFor(level, type, data.Length));
    }

    /// <summary>Adds a message whose level and type are those of an option: <c>Add(ALG_SET_OP, …)</c>.</summary>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})"/>
    public void Add(SocketOption option, ReadOnlySpan<byte> data) => Add(option.Level, option.Number, data);

    /// <summary>Takes all messages out, and closes the descriptors that were not taken.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses it.</exception>
    public void Clear()
    {
        if (TryUse())
        {
            using var turn = new Turn(this);
            Forget();
        }
    }

    /// <summary>How much is in it, for a debugger or a log.</summary>
    public override string ToString()
    {
        if (IsDisposed)
        {
            return "ancillary data (disposed)";
        }

        int messages = 0;
        var all = new Enumerator(_control.AsSpan(0, Size));
        while (all.MoveNext())
        {
            messages++;
        }

        return $"ancillary data: {Size} of {Capacity} bytes, {messages} messages, {DescriptorCount} descriptors";
    }

    /// <summary>Goes over the messages in order, to the first that makes no sense. Allocates nothing.</summary>
    /// <exception cref="ObjectDisposedException">This is disposed.</exception>
    public Enumerator GetEnumerator() => new(Filled());

    /// <summary>What a receive may fill; what was here is let go of.</summary>
    internal Span<byte> RoomToReceive()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Forget();
        return _control;
    }

    /// <summary>The same for a further step of a receive, after which <see cref="HasReceived"/> says what is new, or <see cref="KeepEarlier"/> that nothing is.</summary>
    internal Span<byte> RoomForMore()
    {
        _earlier = _control.AsSpan(0, Size).ToArray();       // a step that fails writes credentials of nobody over them
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
        : Filled();

    private Span<byte> Filled()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _control.AsSpan(0, Size);
    }

    private void Forget()
    {
        CloseDescriptors();
        Size = 0;
        _received = _taken = false;
        ForgetAims();
    }

    // For whoever uses it. A last message need not be padded.
    private Span<byte> RoomFor(int level, int type, int length)
    {
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
