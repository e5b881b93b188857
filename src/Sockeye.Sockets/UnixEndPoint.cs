using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockeye.Native.Layout;
using Sockeye.Sockets.Addresses;

namespace Sockeye.Sockets;

/// <summary>The address of a Unix socket: a path, an abstract name, or none. See unix(7).</summary>
/// <remarks>
/// Paths and names are bytes, as the kernel has them; text goes in and out as UTF-8. Immutable.
/// An abstract name lives outside the file system and vanishes with its last socket; written "@name".
/// </remarks>
public sealed class UnixEndPoint : EndPoint, IEquatable<UnixEndPoint>
{
    /// <summary>A path may have this many bytes; one more is kept for the zero byte that ends it.</summary>
    public const int MaxPathBytes = SocketAddressLayout.Un.PathSize - 1;

    private readonly byte[] _bytes;

    private UnixEndPoint(byte[] bytes, bool isAbstract) => (_bytes, IsAbstract) = (bytes, isAbstract);

    /// <summary>A socket file.</summary>
    /// <param name="path">1 to 107 bytes of UTF-8, without a zero byte.</param>
    /// <exception cref="ArgumentException">The path is empty, has a zero byte, or is too long.</exception>
    public UnixEndPoint(string path)
        : this(Encoding.UTF8.GetBytes(path))
    {
    }

    /// <summary>A socket file whose path is not UTF-8.</summary>
    /// <param name="path">1 to 107 bytes, none of them zero.</param>
    /// <exception cref="ArgumentException">The path is empty, has a zero byte, or is too long.</exception>
    public UnixEndPoint(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || path.Contains((byte)0))
        {
            throw new ArgumentException("the path of a Unix socket is at least one byte long and has no zero byte; see Abstract and Unnamed for the others", nameof(path));
        }

        if (path.Length > MaxPathBytes)
        {
            throw new ArgumentException($"the path of a Unix socket is at most {MaxPathBytes} bytes long, this one has {path.Length}: {Encoding.UTF8.GetString(path)}", nameof(path));
        }

        _bytes = path.ToArray();
    }

    /// <summary>The address of a socket that was never bound.</summary>
    public static UnixEndPoint Unnamed { get; } = new([], isAbstract: false);

    /// <summary>An abstract name.</summary>
    /// <param name="name">0 to 107 bytes of UTF-8; the leading zero byte is not part of it.</param>
    /// <exception cref="ArgumentException">The name is too long.</exception>
    public static UnixEndPoint Abstract(string name) => Abstract(Encoding.UTF8.GetBytes(name));

    /// <summary>An abstract name of any bytes.</summary>
    /// <param name="name">0 to 107 bytes; the leading zero byte is not part of it.</param>
    /// <exception cref="ArgumentException">The name is too long.</exception>
    public static UnixEndPoint Abstract(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxPathBytes)
        {
            throw new ArgumentException($"the abstract name of a Unix socket is at most {MaxPathBytes} bytes long, this one has {name.Length}", nameof(name));
        }

        return new UnixEndPoint(name.ToArray(), isAbstract: true);
    }

    /// <summary>A path as another program bound it: it may fill all 108 bytes and leave no room for the zero byte.</summary>
    internal static UnixEndPoint FromKernel(ReadOnlySpan<byte> path) => new(path.ToArray(), isAbstract: false);

    /// <summary>True for a name in the abstract namespace.</summary>
    public bool IsAbstract { get; }

    /// <summary>True for the address of a socket that was never bound.</summary>
    public bool IsUnnamed => _bytes.Length == 0 && !IsAbstract;

    /// <summary>The path or the abstract name (without its zero byte); empty when unnamed.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The socket file's path as text; null for abstract and unnamed addresses. Bytes that are not UTF-8 come out as U+FFFD.</summary>
    public string? Path => IsAbstract || IsUnnamed ? null : Encoding.UTF8.GetString(_bytes);

    /// <inheritdoc/>
    public override AddressFamily AddressFamily => AddressFamily.Unix;

    /// <inheritdoc/>
    public override SocketAddress Serialize() => AddressCodec.ToSocketAddress(this);

    /// <inheritdoc/>
    public override EndPoint Create(SocketAddress socketAddress) => AddressCodec.Read(socketAddress.Buffer.Span[..socketAddress.Size])!;

    /// <summary>From .NET's own type.</summary>
    public static UnixEndPoint From(UnixDomainSocketEndPoint endPoint)
    {
        SocketAddress raw = endPoint.Serialize();
        return (UnixEndPoint)AddressCodec.Read(raw.Buffer.Span[..raw.Size])!;
    }

    /// <summary>To .NET's own type, which writes "@" for an abstract name's zero byte when printed but keeps the zero byte in its path.</summary>
    /// <exception cref="InvalidOperationException">The address is unnamed, which .NET's type cannot say.</exception>
    public UnixDomainSocketEndPoint ToUnixDomainSocketEndPoint()
    {
        return IsUnnamed
            ? throw new InvalidOperationException("UnixDomainSocketEndPoint has no unnamed address")
            : new UnixDomainSocketEndPoint((IsAbstract ? "\0" : "") + Encoding.UTF8.GetString(_bytes));
    }

    /// <inheritdoc/>
    public bool Equals(UnixEndPoint? other) => other is not null && IsAbstract == other.IsAbstract && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UnixEndPoint);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(IsAbstract);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>As the tool writes it: "unix:/tmp/echo.sock", "unix:@name", "unix:(unnamed)"; a file whose own name begins with @ as "unix:./@file".</summary>
    public override string ToString()
        => IsUnnamed ? "unix:(unnamed)" : "unix:" + (IsAbstract ? "@" : _bytes[0] == (byte)'@' ? "./" : "") + Encoding.UTF8.GetString(_bytes).Replace('\0', '@');
}
