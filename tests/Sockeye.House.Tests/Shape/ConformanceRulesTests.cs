namespace Sockeye.House.Tests.Shape;

/// <summary>The rules on conformance/: on the tree as it is, and that each of them can fail.</summary>
public sealed class ConformanceRulesTests
{
    private static readonly SourceFile[] s_host = [.. SourceFile.Below("conformance/Host")];
    private static readonly string[] s_shim = [.. Repository.Files(".py", "conformance/shim")];

    [Fact]
    public void There_is_something_to_check() => Assert.True(s_host.Length > 10 && s_shim.Length > 4);

    [Fact]
    public void The_host_does_no_work_of_the_library() => Assert.Empty(s_host.SelectMany(ConformanceRules.OwnWork));

    [Fact]
    public void An_operation_is_conversion_and_a_call()
        => Assert.Empty(s_host.Where(file => file.IsBelow("conformance/Host/Operations")).SelectMany(ConformanceRules.Elaborate));

    [Fact]
    public void The_Python_side_does_no_work_of_the_library()
        => Assert.Empty(s_shim.SelectMany(path => ConformanceRules.OwnWorkInPython(path, Repository.Read(path))));

    [Theory]
    [InlineData("class A { int B() => IPAddress.HostToNetworkOrder(1); }")]
    [InlineData("class A { [DllImport(\"libc\")] static extern int socket(); }")]
    [InlineData("class A { string B() => new IdnMapping().GetAscii(\"\"); }")]
    public void Work_is_found(string text) => Assert.Single(ConformanceRules.OwnWork(File(text)));

    [Theory]
    [InlineData("class A { void B(Socket s) { try { s.Listen(); } catch { } } }")]
    [InlineData("class A { void B(Socket s) { while (s.Send([]) < 1) { } } }")]
    [InlineData("class A { bool B(Socket s) => s.TryConnect(null) == Errno.EINPROGRESS; }")]
    [InlineData("class A { void B()\n{\n\n\n\n\n\n\n\n\n} }")]
    public void Elaborate_operations_are_found(string text) => Assert.Single(ConformanceRules.Elaborate(File(text)));

    [Theory]
    [InlineData("import _socket", 1)]
    [InlineData("    from socket import AF_INET", 1)]
    [InlineData("import sockeye_socket", 0)]
    [InlineData("host.encode('idna')", 1)]
    [InlineData("x = n.to_bytes(4, 'big')", 1)]
    [InlineData("import struct", 1)]
    public void Work_in_Python_is_found(string text, int found)
    {
        Assert.Equal(found, ConformanceRules.OwnWorkInPython("conformance/shim/a.py", text).Count());
        Assert.Equal(text == "import struct" ? 0 : found, ConformanceRules.OwnWorkInPython("conformance/shim/clr.py", text).Count());
    }

    private static SourceFile File(string text) => new("conformance/Host/Operations/A.cs", text);
}
