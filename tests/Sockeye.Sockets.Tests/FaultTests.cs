using System.Diagnostics;
using System.Net;
using Sockeye.Native;
using Sockeye.Sockets.Faults;
using SocketError = System.Net.Sockets.SocketError;
using SocketException = System.Net.Sockets.SocketException;

namespace Sockeye.Sockets.Tests;

/// <summary>Errors: the type, the number, the sentence, and who holds an address.</summary>
public sealed class FaultTests
{
    public static TheoryData<int, string, int> Map => new()
    {
        { (int)Errno.EACCES, nameof(SocketAccessException), (int)SocketError.AccessDenied },
        { (int)Errno.EPERM, nameof(SocketAccessException), (int)SocketError.AccessDenied },
        { (int)Errno.EADDRINUSE, nameof(AddressInUseException), (int)SocketError.AddressAlreadyInUse },
        { (int)Errno.EADDRNOTAVAIL, nameof(AddressNotAvailableException), (int)SocketError.AddressNotAvailable },
        { (int)Errno.EAGAIN, nameof(WouldBlockException), (int)SocketError.WouldBlock },
        { (int)Errno.EINPROGRESS, nameof(WouldBlockException), (int)SocketError.InProgress },
        { (int)Errno.EALREADY, nameof(WouldBlockException), (int)SocketError.AlreadyInProgress },
        { (int)Errno.ECONNABORTED, nameof(ConnectionAbortedException), (int)SocketError.ConnectionAborted },
        { (int)Errno.ECONNREFUSED, nameof(ConnectionRefusedException), (int)SocketError.ConnectionRefused },
        { (int)Errno.ECONNRESET, nameof(ConnectionResetException), (int)SocketError.ConnectionReset },
        { (int)Errno.EMSGSIZE, nameof(MessageTooLongException), (int)SocketError.MessageSize },
        { (int)Errno.ENETUNREACH, nameof(DestinationUnreachableException), (int)SocketError.NetworkUnreachable },
        { (int)Errno.EHOSTUNREACH, nameof(DestinationUnreachableException), (int)SocketError.HostUnreachable },
        { (int)Errno.ENOTCONN, nameof(NotConnectedException), (int)SocketError.NotConnected },
        { (int)Errno.EDESTADDRREQ, nameof(NotConnectedException), (int)SocketError.DestinationAddressRequired },
        { (int)Errno.ENOTSOCK, nameof(NotASocketException), (int)SocketError.NotSocket },
        { (int)Errno.EPIPE, nameof(BrokenPipeException), (int)SocketError.Shutdown },
        { (int)Errno.ETIMEDOUT, nameof(SocketTimeoutException), (int)SocketError.TimedOut },
        { (int)Errno.EISCONN, nameof(SocketFaultException), (int)SocketError.IsConnected },
        { (int)Errno.EMFILE, nameof(SocketFaultException), (int)SocketError.TooManyOpenSockets },
        { (int)Errno.ENOPROTOOPT, nameof(SocketFaultException), (int)SocketError.ProtocolOption },
        { (int)Errno.EOPNOTSUPP, nameof(SocketFaultException), (int)SocketError.OperationNotSupported },
        { (int)Errno.EXDEV, nameof(SocketFaultException), (int)SocketError.SocketError },
    };

    [Theory]
    [MemberData(nameof(Map))]
    public void EveryNumber_HasItsTypeAndDotNetsCode(int errno, string type, int code)
    {
        SocketException failure = FaultFactory.Create(new Fault("connect", (Errno)errno) { Remote = new IPEndPoint(IPAddress.Loopback, 7) });
        Assert.Equal(type, failure.GetType().Name);
        Assert.Equal((SocketError)code, failure.SocketErrorCode);
        Assert.Equal($"connect to 127.0.0.1:7: {((Errno)errno).Describe()} ({(Errno)errno})", failure.Message);
    }

    [Fact]
    public void Refused_IsASentenceWithBothSides()
    {
        using var nobody = new Socket();
        nobody.Bind(Connected.Loopback);
        using var client = new Socket();
        try
        {
            client.Connect(nobody.LocalEndPoint);
            Assert.Fail("connected to a socket that does not listen");
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused)
        {
            var ours = Assert.IsType<ConnectionRefusedException>(failure);
            Assert.Equal($"connect to {nobody.LocalEndPoint}: connection refused (ECONNREFUSED)", ours.Message);
            Assert.Equal(("connect", nobody.LocalEndPoint), (ours.Operation, ours.RemoteEndPoint));
            Assert.NotNull(ours.LocalEndPoint);
        }

        Assert.Equal(Errno.ENOTCONN, Assert.Throws<NotConnectedException>(() => client.Receive(1)).Errno);
        var option = Assert.Throws<SocketFaultException>(() => client.GetOption(new SocketOption((int)SocketLevel.SOL_SOCKET, 9999)));
        Assert.Equal(Errno.ENOPROTOOPT, option.Errno);
        Assert.StartsWith("getsockopt ", option.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp any")]
    [InlineData("tcp6")]
    [InlineData("udp")]
    [InlineData("unix path")]
    [InlineData("unix abstract")]
    public void InUse_ByThisProcess_NamesIt(string what)
    {
        SocketKind kind = what == "udp" ? SocketKind.SOCK_DGRAM : SocketKind.SOCK_STREAM;
        EndPoint at = what switch
        {
            "tcp any" => new IPEndPoint(IPAddress.Any, 0),
            "tcp6" => Connected.Loopback6,
            "unix path" => new UnixEndPoint(Connected.FreshPath),
            "unix abstract" => Connected.FreshName,
            _ => Connected.Loopback,
        };
        using var holder = new Socket(at is UnixEndPoint ? Family.AF_UNIX : what == "tcp6" ? Family.AF_INET6 : Family.AF_INET, kind);
        holder.Bind(at);
        if (kind == SocketKind.SOCK_STREAM)
        {
            holder.Listen();
        }

        using var second = new Socket(holder.Family, kind);
        EndPoint wanted = what == "tcp any" ? new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)holder.LocalEndPoint).Port) : holder.LocalEndPoint;
        var failure = Assert.Throws<AddressInUseException>(() => second.Bind(wanted));
        Assert.EndsWith($"(process {Environment.ProcessId})", failure.Holder, StringComparison.Ordinal);
        Assert.Equal($"bind {wanted}: address already in use (EADDRINUSE); held by {failure.Holder}", failure.Message);
        Assert.Equal(wanted, failure.LocalEndPoint);
        if (at is UnixEndPoint { Path: string path })
        {
            File.Delete(path);
        }
    }

    [NeedsFact("python3")]
    public void InUse_ByAnotherProcess_NamesIt()
    {
        using Process python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import socket,sys; s=socket.create_server(('127.0.0.1',0)); print(s.getsockname()[1],flush=True); sys.stdin.read()"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        int port = int.Parse(python.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        var failure = Assert.Throws<AddressInUseException>(() => Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, port)));
        python.StandardInput.Close();
        python.WaitForExit();
        Assert.Matches("^python3?.* \\(process [0-9]+\\)$", failure.Holder);
        Assert.Contains($"; held by {failure.Holder}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InUse_ByAStaleFile_SaysSo()
    {
        var name = new UnixEndPoint(Connected.FreshPath);
        Socket.CreateServer(name).Dispose();    // closing does not remove the file
        var failure = Assert.Throws<AddressInUseException>(() => Socket.CreateServer(name));
        Assert.Null(failure.Holder);
        Assert.Contains("a stale socket of a program that ended", failure.Message, StringComparison.Ordinal);
        File.Delete(name.Path!);
        Socket.CreateServer(name).Dispose();
        File.Delete(name.Path!);
    }

    [Fact]
    public void InUse_ByAnOldConnection_SaysWhatHelps()
    {
        (Socket client, Socket server) = Connected.Tcp();
        EndPoint at = server.LocalEndPoint;
        server.Dispose();    // closes first: TIME_WAIT is on this side
        Assert.Empty(client.Receive(1));
        client.Dispose();
        var failure = Assert.Throws<AddressInUseException>(() => Socket.CreateServer(at, new ServerOptions { ReuseAddress = false }));
        Assert.Null(failure.Holder);
        Assert.Contains("set ReuseAddress before bind", failure.Message, StringComparison.Ordinal);
        Socket.CreateServer(at).Dispose();
    }

    [Fact]
    public void InUse_FoundAtListen_NamesTheListener()
    {
        using var first = new Socket();
        using var second = new Socket();
        first.Options.ReuseAddress = second.Options.ReuseAddress = true;
        first.Bind(Connected.Loopback);
        second.Bind(first.LocalEndPoint);
        first.Listen();
        var failure = Assert.Throws<AddressInUseException>(() => second.Listen());
        Assert.StartsWith($"listen {first.LocalEndPoint}: address already in use", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Holder);
    }

    [Fact]
    public void InUse_BoundWithoutListening_DoesNotBlameAnotherUser()
    {
        using var first = new Socket();
        first.Bind(Connected.Loopback);
        var failure = Assert.Throws<AddressInUseException>(() => Socket.CreateServer(first.LocalEndPoint, new ServerOptions { ReuseAddress = false }));
        Assert.Contains("bound but does not listen", failure.Message, StringComparison.Ordinal);
    }

    // As root nothing is refused, so the sentence is made by hand there.
    [Fact]
    public void PrivilegedPort_SaysWhichPortsAre()
    {
        string start = File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start").Trim();
        var at = new IPEndPoint(IPAddress.Loopback, 80);
        SocketFaultException failure = Environment.IsPrivilegedProcess || start == "0"
            ? BindFault.Explain(at, SocketKind.SOCK_STREAM, Errno.EACCES)
            : Assert.Throws<SocketAccessException>(() => Socket.CreateServer(at));
        Assert.IsType<SocketAccessException>(failure);
        Assert.Equal($"bind 127.0.0.1:80: permission denied (EACCES); ports below {start} need root or the capability CAP_NET_BIND_SERVICE, and 80 is one", failure.Message);
    }

    [Fact]
    public void OtherBindErrors_HaveTheirHints()
    {
        using var unix = new Socket(Family.AF_UNIX);
        Assert.EndsWith("the folder does not exist", Assert.Throws<SocketFaultException>(() => unix.Bind(new UnixEndPoint("/no/such/folder/x"))).Message, StringComparison.Ordinal);
        using var tcp = new Socket();
        var foreign = Assert.Throws<AddressNotAvailableException>(() => tcp.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)));
        Assert.EndsWith("no interface of this machine has that address", foreign.Message, StringComparison.Ordinal);
        tcp.Bind(Connected.Loopback);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SocketFaultException>(() => tcp.Bind(Connected.Loopback)).Errno);
        using var udp = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM);
        Assert.Throws<SocketAccessException>(() => udp.SendTo("x"u8, new IPEndPoint(IPAddress.Broadcast, 9)));
        Assert.Equal(Errno.EOPNOTSUPP, Assert.Throws<SocketFaultException>(() => udp.Listen()).Errno);
    }

    [Fact]
    public void AFaultMadeByHand_IsOfTheTypeThatTheVerbThrows()
    {
        var refused = Assert.IsType<ConnectionRefusedException>(SocketFault.Create("connect", Errno.ECONNREFUSED));
        Assert.Equal("connect: connection refused (ECONNREFUSED)", refused.Message);
        Assert.Equal(Errno.ECONNREFUSED, refused.Errno);
        Assert.IsType<SocketFaultException>(SocketFault.Create("socket", Errno.EMFILE));

        NameResolutionException unknown = SocketFault.Create("no.such.host", ResolveError.EAI_NONAME);
        Assert.Equal(ResolveError.EAI_NONAME, unknown.Code);
        Assert.Contains($"{ResolveError.EAI_NONAME.Describe()} (EAI_NONAME)", unknown.Message, StringComparison.Ordinal);
        Assert.Equal("name or service not known", ResolveError.EAI_NONAME.Describe());
        Assert.Throws<ArgumentException>(static () => SocketFault.Create("", Errno.EPERM));
        Assert.Throws<ArgumentException>(static () => SocketFault.Create("", ResolveError.EAI_FAIL));
    }
}
