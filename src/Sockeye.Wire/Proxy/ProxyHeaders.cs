using System.Buffers;
using Sockeye.Wire.Frames;

namespace Sockeye.Wire.Proxy;

/// <summary>
/// The PROXY protocol as a frame format: one header at the start of a connection, version 1 or 2, told apart by the first bytes.
/// What stands behind the header is the connection's own and is left in the input.
/// </summary>
/// <remarks>
/// Read exactly one header and hand the rest of the input on. A connection that does not start with one is an error, as the
/// specification demands: guessing would let a client choose its address.
/// </remarks>
public sealed class ProxyHeaders : IFrameFormat<ProxyHeader>
{
    /// <summary>Headers of both versions.</summary>
    /// <param name="maximum">The most bytes of a version 2 header. Default 4 KiB, room for certificates' names; the form allows 64 KiB.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is less than a header with IPv6 addresses needs, 52.</exception>
    public ProxyHeaders(int maximum = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 52);
        Maximum = maximum;
    }

    /// <summary>The most bytes of a version 2 header.</summary>
    public int Maximum { get; }

    /// <inheritdoc/>
    public IFrameReader<ProxyHeader> CreateReader() => new Reader(Maximum);

    /// <inheritdoc/>
    public void Write(in ProxyHeader frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(output);
        byte[] bytes = frame.Version switch
        {
            1 => ProxyText.Write(frame),
            2 => ProxyBinary.Write(frame),
            _ => throw new ProtocolException(ProtocolError.Unsupported, $"there is no PROXY protocol version {frame.Version}", 0, Blame.Caller),
        };
        if (frame.Version == 2) FrameFault.CheckLength(bytes.Length, Maximum);
        output.Write(bytes);
    }

    private sealed class Reader(int maximum) : IFrameReader<ProxyHeader>
    {
        public bool TryRead(ref SequenceReader<byte> input, out ProxyHeader frame)
        {
            frame = null!;
            if (!input.TryPeek(out byte first)) return false;
            if (first != ProxyText.Start[0]) return TryReadBinary(ref input, out frame);

            // At most 107 bytes: searched again when more comes, which costs less than remembering.
            Span<byte> start = stackalloc byte[ProxyText.Longest];
            int length = Peek(in input, start);
            int line = ProxyText.LengthOf(start[..length]);
            if (line == 0) return false;
            frame = ProxyText.Read(start[..line]);
            input.Advance(line);
            return true;
        }

        public bool TryReadLast(ReadOnlySequence<byte> leftover, out ProxyHeader frame)
        {
            frame = null!;
            FrameFault.End(leftover.Length, 0);
            return false;
        }

        private bool TryReadBinary(ref SequenceReader<byte> input, out ProxyHeader frame)
        {
            frame = null!;
            Span<byte> fixedPart = stackalloc byte[ProxyBinary.FixedLength];
            int length = Peek(in input, fixedPart);
            ProxyBinary.CheckStart(fixedPart[..length]);
            if (length < ProxyBinary.FixedLength) return false;
            int whole = ProxyBinary.WholeLength(fixedPart);
            if (whole > maximum) FrameFault.TooLarge((ulong)whole, maximum, 14);
            if (input.Remaining < whole) return false;
            input.TryReadExact(whole, out ReadOnlySequence<byte> header);
            try
            {
                frame = ProxyBinary.Read(header.ToArray());
            }
            catch (ProtocolException)
            {
                input.Rewind(whole);
                throw;
            }

            return true;
        }

        private static int Peek(ref readonly SequenceReader<byte> input, scoped Span<byte> to)
        {
            int length = (int)Math.Min(input.Remaining, to.Length);
            input.TryCopyTo(to[..length]);
            return length;
        }
    }
}
