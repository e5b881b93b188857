using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Faults;
using static Sockeye.Sockets.SocketNumbers;

namespace Sockeye.Sockets;

// SCM_RIGHTS: open descriptors that go from one process to another. What is open in here is in one list, however it came: what went
// into it is closed exactly once, or given away exactly once.
public sealed partial class AncillaryData
{
    /// <summary>The kernel takes at most this many descriptors in one message: SCM_MAX_FD. See unix(7).</summary>
    public const int MaxDescriptors = 253;

    private const int SCM_PIDFD = 4;    // of SO_PASSPIDFD; in no header that programs have

    private int[] _open = [];       // the numbers that are ours to close; in the order of the messages

    /// <summary>How many descriptors it owns now.</summary>
    public int DescriptorCount { get; private set; }

    /// <summary>Adds descriptors to send (SCM_RIGHTS): the receiver gets others for the same open files. They are duplicated at once, so that the caller may close its own.</summary>
    /// <param name="descriptors">At least one, at most <see cref="MaxDescriptors"/>.</param>
    /// <exception cref="ArgumentException">There are none or too many.</exception>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    /// <exception cref="ObjectDisposedException">One of them, or this, is closed.</exception>
    /// <exception cref="SocketFaultException">This process has too many open files.</exception>
    /// <inheritdoc cref="Add(int, int, ReadOnlySpan{byte})" path="/exception"/>
    [OverloadResolutionPriority(1)]
    public void AddDescriptors(ReadOnlySpan<Descriptor> descriptors) => AddRights(descriptors, DuplicateOf);

    /// <summary>Adds the descriptors of sockets to send.</summary>
    /// <inheritdoc cref="AddDescriptors(ReadOnlySpan{Descriptor})"/>
    public void AddDescriptors(ReadOnlySpan<Socket> descriptors) => AddRights(descriptors, static socket => DuplicateOf(socket.Descriptor));

    /// <summary>Adds descriptors of .NET to send: of files, pipes, sockets.</summary>
    /// <inheritdoc cref="AddDescriptors(ReadOnlySpan{Descriptor})"/>
    public void AddDescriptors(ReadOnlySpan<SafeHandle> descriptors) => AddRights(descriptors, DuplicateOf);

    /// <summary>Takes the descriptors that came and were not taken yet, in their order: they are the caller's from now on.</summary>
    /// <returns>All of them; none where none came.</returns>
    /// <exception cref="InvalidOperationException">Another thread uses it.</exception>
    public Descriptor[] TakeDescriptors()
    {
        if (!TryUse())
        {
            return [];
        }

        using var turn = new Turn(this);
        Descriptor[] taken = DescriptorCount == 0 ? [] : new Descriptor[DescriptorCount];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = Descriptor.Adopt(_open[i]);
        }

        Detach();
        return taken;
    }

    /// <summary>Gives the descriptors away as numbers: those in the <see cref="AncillaryMessage.Data"/> of SCM_RIGHTS are the caller's to close from now on.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses it.</exception>
    public void DetachDescriptors()
    {
        if (TryUse())
        {
            using var turn = new Turn(this);
            Detach();
        }
    }

    private void Detach()
    {
        _taken |= DescriptorCount > 0;
        DescriptorCount = 0;
    }

    // What duplicates answers null for one that is closed.
    private void AddRights<T>(ReadOnlySpan<T> descriptors, Func<T, SysResult?> duplicateOf)
        where T : class
    {
        if (descriptors.Length is 0 or > MaxDescriptors)
        {
            throw new ArgumentException($"one message takes 1 to {MaxDescriptors} descriptors, and here are {descriptors.Length}", nameof(descriptors));
        }

        using Turn turn = Use(this);
        (int size, int before) = (Size, DescriptorCount);
        try
        {
            Span<int> numbers = MemoryMarshal.Cast<byte, int>(RoomFor((int)SocketLevel.SOL_SOCKET, SCM_RIGHTS, descriptors.Length * sizeof(int)));
            for (int i = 0; i < descriptors.Length; i++)
            {
                T one = descriptors[i] ?? throw new ArgumentNullException(nameof(descriptors), $"of {descriptors.Length} descriptors to send, number {i + 1} is null");
                SysResult copy = duplicateOf(one)
                    ?? throw new ObjectDisposedException(typeof(T).Name, $"of {descriptors.Length} descriptors to send, number {i + 1} is closed");
                numbers[i] = copy.Failed ? throw FaultFactory.Create(new Fault("dup", copy.Error) { Target = $"of {one}" }) : (int)copy.Value;
                Own(numbers[i]);
            }
        }
        catch
        {
            CloseDescriptors(before);
            Size = size;
            throw;
        }
    }

    private static SysResult? DuplicateOf(Descriptor descriptor)
    {
        BlockedThread thread = BlockedThread.Current;
        if (!descriptor.TryEnter(thread, out Descriptor? outer))
        {
            return null;
        }

        SysResult copy = DescriptorCalls.Duplicate(descriptor.Raw);
        descriptor.Leave(thread, outer);
        return copy;
    }

    private static SysResult? DuplicateOf(SafeHandle handle)
    {
        bool held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            return DescriptorCalls.Duplicate((int)handle.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        finally
        {
            if (held)
            {
                handle.DangerousRelease();
            }
        }
    }

    // Descriptors come whole or not at all. A pidfd whose process is gone is a negative number. They are owned even where a Dispose came
    // during the receive: it is for that one to close them.
    private void OwnReceived()
    {
        var all = new Enumerator(_control.AsSpan(0, Size));
        while (all.MoveNext())
        {
            AncillaryMessage message = all.Current;
            if (message.Level == (int)SocketLevel.SOL_SOCKET && message.Type is SCM_RIGHTS or SCM_PIDFD)
            {
                foreach (int number in MemoryMarshal.Cast<byte, int>(message.Data[..(message.Data.Length & -sizeof(int))]))
                {
                    Own(number);
                }
            }
        }
    }

    private void Own(int number)
    {
        if (number < 0)
        {
            return;
        }

        if (DescriptorCount == _open.Length)
        {
            Array.Resize(ref _open, Math.Max(4, DescriptorCount * 2));
        }

        _open[DescriptorCount++] = number;
    }

    private void CloseDescriptors(int after = 0)
    {
        while (DescriptorCount > after)
        {
            _ = DescriptorCalls.Close(_open[--DescriptorCount]);
        }
    }
}
