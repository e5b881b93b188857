namespace Sockeye.House.Tests.Shape;

public sealed class WallRulesTests
{
    private static readonly Dictionary<string, string[]> s_rooms = new()
    {
        ["Sockeye.Native"] = [],
        ["Sockeye.Wire"] = [],
        ["Sockeye.Sockets"] = ["Sockeye.Native"],
        ["Sockeye.Cli"] = ["Sockeye.Native", "Sockeye.Sockets"],
        ["Sockeye.Hosting"] = [],
    };

    [Theory]
    [InlineData("Sockeye.Sockets", "<ProjectReference Include='../Sockeye.Native/Sockeye.Native.csproj' />", 0)]
    [InlineData("Sockeye.Native", "<ProjectReference Include='../Sockeye.Sockets/Sockeye.Sockets.csproj' />", 1)]
    [InlineData("Sockeye.Sockets", "<ProjectReference Include='..\\Sockeye.Wire\\Sockeye.Wire.csproj' />", 1)]
    [InlineData("Sockeye.Attic", "", 1)]
    [InlineData("Sockeye.Cli", "<PackageReference Include='System.CommandLine' />", 0)]
    [InlineData("Sockeye.Wire", "<PackageReference Include='System.CommandLine' />", 1)]
    [InlineData("Sockeye.Hosting", "<PackageReference Include='Microsoft.Extensions.Options' />", 0)]
    [InlineData("Sockeye.Hosting", "<PackageReference Include='System.CommandLine' />", 1)]
    [InlineData("Sockeye.Native", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>", 0)]
    [InlineData("Sockeye.Wire", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>", 1)]
    [InlineData("Sockeye.Native", "<InternalsVisibleTo Include='Sockeye.Sockets' />", 0)]
    [InlineData("Sockeye.Native", "<InternalsVisibleTo Include='Sockeye.Native.Tests' />", 0)]
    [InlineData("Sockeye.Native", "<InternalsVisibleTo Include='Sockeye.Cli' />", 1)]
    [InlineData("Sockeye.Sockets", "<InternalsVisibleTo Include='Sockeye.Cli' />", 1)]
    public void Finds_broken_walls(string room, string content, int found) => Assert.Equal(found,
        WallRules.BrokenWalls($"src/{room}/{room}.csproj", $"<Project>{content}</Project>", s_rooms).Count());

    [Theory]
    [InlineData("src/Sockeye.Native/A.cs", "unsafe struct A;", 0)]
    [InlineData("src/Sockeye.Wire/A.cs", "unsafe struct A;", 1)]
    [InlineData("src/Sockeye.Wire/A.cs", "class A { void B() { unsafe { } } }", 1)]
    [InlineData("src/Sockeye.Wire/A.cs", "// unsafe\nclass A { string b = \"unsafe\"; }", 0)]
    public void Finds_unsafe_code(string path, string text, int found) =>
        Assert.Equal(found, WallRules.UnsafeCode(new SourceFile(path, text)).Count());

    [Theory]
    [InlineData("src/Sockeye.Native/Libc/A.cs", "LibraryImport", 0)]
    [InlineData("src/Sockeye.Native/A.cs", "LibraryImport", 1)]
    [InlineData("src/Sockeye.Sockets/A.cs", "System.Runtime.InteropServices.DllImport", 1)]
    [InlineData("src/Sockeye.Sockets/A.cs", "Obsolete", 0)]
    public void Finds_calls_of_libc_outside_their_folder(string path, string attribute, int found) => Assert.Equal(found,
        WallRules.ForeignCalls(new SourceFile(path, $"class A {{ [{attribute}(\"libc\")] static extern int b(); }}")).Count());

    [Theory]
    [InlineData("src/Sockeye.Loops/Uring/A.cs", "class Uring;", 0)]
    [InlineData("src/Sockeye.Native/A.cs", "// io_uring", 0)]
    [InlineData("src/Sockeye.Cli/Probing/A.cs", "// io_uring", 0)]
    [InlineData("src/Sockeye.Cli/Serving/A.cs", "// io_uring", 1)]
    [InlineData("src/Sockeye.Sockets/A.cs", "// During the call, measuring and capturing", 0)]
    [InlineData("src/Sockeye.Sockets/A.cs", "// as io_uring does", 1)]
    [InlineData("src/Sockeye.Sockets/A.cs", "class UringSocket;", 1)]
    [InlineData("src/Sockeye.Sockets/A.cs", "class IoUring;", 1)]
    [InlineData("src/Sockeye.Sockets/A.cs", "class IOUringLoop;", 1)]
    [InlineData("src/Sockeye.Sockets/UringSocket.cs", "class A;", 1)]
    [InlineData("src/Sockeye.Sockets/A.cs", "class A { int uring; }", 1)]
    public void Finds_leaks_of_the_ring(string path, string text, int found) =>
        Assert.Equal(found, WallRules.RingLeaks(new SourceFile(path, text)).Count());

    [Theory]
    [InlineData("src/Sockeye.Sockets/Addresses/A.cs", "struct sockaddr_in;", 0)]
    [InlineData("src/Sockeye.Native/A.cs", "struct sockaddr_in;", 0)]
    [InlineData("src/Sockeye.Sockets/A.cs", "struct sockaddr_in;", 1)]
    [InlineData("src/Sockeye.Wire/A.cs", "class SockAddrReader;", 1)]
    [InlineData("src/Sockeye.Wire/A.cs", "// a sockaddr in C\nclass A;", 0)]
    public void Finds_leaks_of_raw_addresses(string path, string text, int found) =>
        Assert.Equal(found, WallRules.RawAddressLeaks(new SourceFile(path, text)).Count());
}
