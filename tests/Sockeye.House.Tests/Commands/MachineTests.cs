namespace Sockeye.House.Tests.Commands;

/// <summary>What tests need of the machine: said in a way that can be acted on, and the same for ./test and for the tests.</summary>
public sealed class MachineTests
{
    [Theory]
    [InlineData("gcc", "gcc", "gcc is missing: apt-get install gcc")]
    [InlineData("gcc", "/usr/include/stdio.h", "/usr/include/stdio.h is missing: apt-get install libc6-dev")]
    [InlineData("python3", "/usr/bin/python3", "/usr/bin/python3 is missing: apt-get install python3")]
    [InlineData("setpriv", "setpriv", "setpriv is missing: apt-get install util-linux")]
    [InlineData("::1", "::1", "there is no IPv6 on loopback: sysctl net.ipv6.conf.lo.disable_ipv6=0")]
    [InlineData("gcc", "musl-gcc", null)]
    public void What_is_missing_is_named_with_its_package(string need, string missing, string? reason)
        => Assert.Equal(reason, Machine.WhyNot([need], shown => shown != missing));

    [Fact]
    public void A_need_that_nobody_knows_is_a_mistake_in_the_test()
        => Assert.Throws<KeyNotFoundException>(() => Machine.WhyNot("no-such-program"));

    [Fact]
    public async Task The_packages_are_those_that_the_test_command_installs()
    {
        string script = Repository.Read("eng/debian-packages.sh");
        string list = script[script.IndexOf("needed=(", StringComparison.Ordinal)..(script.IndexOf("\n)", StringComparison.Ordinal) + 2)];
        string said = await new Command(Repository.Root).Succeed("bash", "-c", list + "\nprintf '%s %s\\n' \"${needed[@]}\"");

        Assert.Equal(
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(),
            Machine.Packages.Select(static package => $"{package.Name} {package.Shown}").Order());
    }
}
