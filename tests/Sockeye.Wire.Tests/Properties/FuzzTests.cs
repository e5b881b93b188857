namespace Sockeye.Wire.Tests.Properties;

/// <summary>The fuzzer with coverage, two minutes after it was built, for which the other tests leave little: any finding fails, and those made before are tried first.</summary>
public sealed class FuzzTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task TwoMinutes_FindNothing()
    {
        string said = await new Command(Repository.Root) { Limit = TimeSpan.FromMinutes(7) }.Succeed(Repository.Full("fuzz/run"), "120");
        Assert.Contains("steps between probes", said, StringComparison.Ordinal);
        Assert.Contains(" 0 findings", said, StringComparison.Ordinal);
    }
}
