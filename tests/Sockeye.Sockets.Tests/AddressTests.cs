using System.Net;
using System.Text;
using Sockeye.Native;
using UnixDomainSocketEndPoint = System.Net.Sockets.UnixDomainSocketEndPoint;

namespace Sockeye.Sockets.Tests;

/// <summary>Addresses as values, and through the kernel and back.</summary>
public sealed class AddressTests
{
    public static TheoryData<string> UnixNames => ["path", "path at sign", "path utf8", "longest path", "abstract", "empty abstract", "longest abstract", "abstract bytes"];

    private static UnixEndPoint Make(string what, string folder) => what switch
    {
        "path" => new UnixEndPoint(folder + "/a"),
        "path at sign" => new UnixEndPoint(folder + "/@"),
        "path utf8" => new UnixEndPoint(folder + "/grüße 🐟"),
        "longest path" => new UnixEndPoint(folder + "/" + new string('x', UnixEndPoint.MaxPathBytes - folder.Length - 1)),
        "abstract" => Connected.FreshName,
        "empty abstract" => UnixEndPoint.Abstract(""),
        "longest abstract" => UnixEndPoint.Abstract(Guid.NewGuid() + new string('x', UnixEndPoint.MaxPathBytes - 36)),
        _ => UnixEndPoint.Abstract([0, 255, 0, .. Guid.NewGuid().ToByteArray(), 0]),
    };

    [Theory]
    [MemberData(nameof(UnixNames))]
    public void Unix_ThroughTheKernel_IsTheSame(string what)
    {
        string folder = Directory.CreateDirectory(Connected.FreshPath).FullName;
        UnixEndPoint name = Make(what, folder);
        using (Socket server = Socket.CreateServer(name))
        {
            Assert.Equal(name, server.LocalEndPoint);
            using Socket client = Socket.CreateConnection(name);
            Assert.Equal(name, client.RemoteEndPoint);
            Assert.Same(UnixEndPoint.Unnamed, client.LocalEndPoint);
            using Socket accepted = server.Accept(out EndPoint peer);
            Assert.True(((UnixEndPoint)peer).IsUnnamed);
            Assert.Equal(name, accepted.LocalEndPoint);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Unix_BoundToNothing_GetsANameOfItsOwn()
    {
        using var socket = new Socket(Family.AF_UNIX, SocketKind.SOCK_DGRAM);
        Assert.True(((UnixEndPoint)socket.LocalEndPoint).IsUnnamed);
        socket.Bind(UnixEndPoint.Unnamed);
        var given = (UnixEndPoint)socket.LocalEndPoint;
        Assert.True(given.IsAbstract);
        Assert.Equal(5, given.Bytes.Length);
    }

    [Fact]
    public void Unix_PathThatIsNotText_AndOneOf108Bytes()
    {
        string folder = Directory.CreateDirectory(Connected.FreshPath).FullName;
        var raw = new UnixEndPoint([.. Encoding.UTF8.GetBytes(folder), (byte)'/', 0xFF, 0xFE]);
        using (Socket server = Socket.CreateServer(raw))
        {
            Assert.Equal(raw, server.LocalEndPoint);
            Assert.Contains('\uFFFD', raw.Path!);
        }

        // Another program may fill all 108 bytes: we can read that and connect to it.
        string full = folder + "/" + new string('y', 108 - folder.Length - 1);
        using var other = new Socket(Family.AF_UNIX);
        byte[] bytes = Encoding.UTF8.GetBytes(full);
        other.Bind(new RawEndPoint(Family.AF_UNIX, bytes));
        other.Listen();
        Assert.Equal(bytes, ((UnixEndPoint)other.LocalEndPoint).Bytes.ToArray());
        Socket.CreateConnection(other.LocalEndPoint).Dispose();
        using var remove = System.Diagnostics.Process.Start("rm", ["-r", folder]);    // .NET cannot name the file that is not text
        remove.WaitForExit();
    }

    [Fact]
    public void Unix_Values()
    {
        Assert.Equal("unix:/tmp/x", new UnixEndPoint("/tmp/x").ToString());
        Assert.Equal("unix:@x", UnixEndPoint.Abstract("x").ToString());
        Assert.Equal("unix:./@x", new UnixEndPoint("@x").ToString());
        Assert.Equal("unix:(unnamed)", UnixEndPoint.Unnamed.ToString());
        Assert.NotEqual(new UnixEndPoint("x"), UnixEndPoint.Abstract("x"));
        Assert.NotEqual(UnixEndPoint.Unnamed, UnixEndPoint.Abstract(""));
        Assert.Equal(new UnixEndPoint("x").GetHashCode(), new UnixEndPoint("x"u8).GetHashCode());
        Assert.Throws<ArgumentException>(() => new UnixEndPoint(""));
        Assert.Throws<ArgumentException>(() => new UnixEndPoint("a\0b"));
        Assert.Throws<ArgumentException>(() => new UnixEndPoint(new string('x', 108)));
        Assert.Throws<ArgumentException>(() => UnixEndPoint.Abstract(new string('x', 108)));
        Assert.Throws<ArgumentException>(() => new UnixEndPoint(new string('ü', 54)));    // 108 bytes in 54 letters
    }

    [Fact]
    public void Unix_FromAndToDotNet()
    {
        foreach (UnixEndPoint ours in new[] { new UnixEndPoint("/tmp/x"), UnixEndPoint.Abstract("x") })
        {
            UnixDomainSocketEndPoint theirs = ours.ToUnixDomainSocketEndPoint();
            Assert.Equal(ours, UnixEndPoint.From(theirs));
            Assert.Equal(ours, UnixEndPoint.Unnamed.Create(ours.Serialize()));
            Assert.Equal(theirs.Serialize(), ours.Serialize());
        }

        Assert.Throws<InvalidOperationException>(() => UnixEndPoint.Unnamed.ToUnixDomainSocketEndPoint());
        UnixEndPoint name = Connected.FreshName;
        using Socket server = Socket.CreateServer(name.ToUnixDomainSocketEndPoint());
        Assert.Equal(name, server.LocalEndPoint);
        Assert.Equal(UnixEndPoint.Unnamed, UnixEndPoint.Unnamed.Create(UnixEndPoint.Unnamed.Serialize()));
    }

    [Fact]
    public void Ip_ThroughTheKernel()
    {
        using var six = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        six.Bind(new IPEndPoint(IPAddress.Parse("::ffff:127.0.0.1"), 0));
        Assert.True(((IPEndPoint)six.LocalEndPoint).Address.IsIPv4MappedToIPv6);
        Assert.Throws<ArgumentException>(() => six.Connect(new DnsEndPoint("localhost", 1)));
        Assert.Throws<ArgumentException>(() => new FlowEndPoint(IPAddress.Loopback, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlowEndPoint(IPAddress.IPv6Loopback, 1, FlowEndPoint.MaxFlowInfo + 1));
        var flow = new FlowEndPoint(IPAddress.IPv6Loopback, 9, 0xABCDE);
        using var client = new Socket(Family.AF_INET6, SocketKind.SOCK_DGRAM);
        client.SetOption(SocketOption.IPV6_FLOWINFO_SEND, true);
        _ = client.TryConnect(flow);
        Assert.NotEqual(flow, (object)new IPEndPoint(IPAddress.IPv6Loopback, 9));
        Assert.Equal(flow, new FlowEndPoint(IPAddress.IPv6Loopback, 9, 0xABCDE));
    }

    [Fact]
    public void AnotherFamily_IsAnErrnoAndNoCrash()
    {
        using var four = new Socket();
        Assert.Equal(Errno.EAFNOSUPPORT, four.TryConnect(Connected.Loopback6));
        Assert.Equal(Errno.EAFNOSUPPORT, four.TryConnect(Connected.FreshName));
        using var unix = new Socket(Family.AF_UNIX);
        Assert.Equal(Errno.EINVAL, unix.TryConnect(Connected.Loopback));
        Assert.Equal(Errno.EAFNOSUPPORT, Assert.Throws<SocketFaultException>(() => four.Bind(Connected.FreshName)).Errno);
        var netlink = new RawEndPoint(Family.AF_NETLINK, new byte[10]);
        using var kernel = new Socket(Family.AF_NETLINK, SocketKind.SOCK_RAW);
        kernel.Bind(netlink);
        var bound = Assert.IsType<RawEndPoint>(kernel.LocalEndPoint);
        Assert.Equal(Family.AF_NETLINK, bound.Family);
        Assert.StartsWith("AF_NETLINK:", bound.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RawEndPoint(Family.AF_INET, new byte[127]));
    }
}
