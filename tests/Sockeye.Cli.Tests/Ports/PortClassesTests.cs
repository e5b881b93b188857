using Sockeye.Cli.Ports;

namespace Sockeye.Cli.Tests.Ports;

public sealed class PortClassesTests
{
    private static readonly PortClasses Classes = new(PortSettings.Read("32768\t60999\n", "1024\n", "8080,9000-9010\n"));

    [Theory]
    [InlineData(0, "reserved", "system", "privileged")]
    [InlineData(1023, "reserved", "system", "privileged")]
    [InlineData(1024, "open", "user", "")]
    [InlineData(9010, "open", "user", "kept out")]
    [InlineData(32768, "open", "user", "chosen")]
    [InlineData(49151, "open", "user", "chosen")]
    [InlineData(49152, "open, ephemeral", "dynamic", "chosen")]
    [InlineData(61000, "open, ephemeral", "dynamic", "")]
    [InlineData(65535, "open, ephemeral", "dynamic", "")]
    public void A_port_has_its_classes(int port, string taught, string iana, string here)
    {
        Assert.Equal(taught, string.Join(", ", Classes.Of(port, here: false)));
        Assert.Equal(iana, Classes.IanaClass(port));
        Assert.Equal(here, string.Join(", ", Classes.Of(port, here: true)));
    }

    [Fact]
    public void Nothing_is_privileged_where_the_system_says_so()
    {
        var open = new PortClasses(PortSettings.Read("32768\t60999\n", "0\n", "\n"));
        Assert.Empty(open.Of(0, here: true));
        Assert.Empty(open.Of(8080, here: true));
    }
}
