namespace Sockeye.Wire.Tests.Frames;

/// <summary>bench/wire in its shortest form: that it runs, and that nothing is allocated. Rates are not looked at.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task TheBench_Runs_AndNothingIsAllocated()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string bench = Repository.Full($"artifacts/bin/Sockeye.Bench.Wire/{configuration}/Sockeye.Bench.Wire.dll");
        string said = await new Command(Repository.Root).Succeed("dotnet", bench, "0.01");
        string[] rates = [.. said.Split('\n').Where(line => line.Contains("allocated", StringComparison.Ordinal))];
        Assert.Equal(7, rates.Length);
        Assert.All(rates, line => Assert.EndsWith("   0 bytes allocated a run", line, StringComparison.Ordinal));
    }
}
