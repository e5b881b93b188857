namespace Sockeye.House.Tests.Commands;

/// <summary>The benches in their shortest form: that they run and what must not depend on the machine. Times are not looked at.</summary>
public sealed class BenchTests
{
    [NeedsFact("gcc")]
    public async Task RoundTrip_ComparesWithC_AndAllocatesNothing()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string bench = Repository.Full($"artifacts/bin/Sockeye.Bench/{configuration}/Sockeye.Bench.dll");
        string said = await new Command(Repository.Root).Succeed("dotnet", bench, "roundtrip", "5", "500");
        foreach (string contender in new[] { "C ", "Sockeye ", "System.Net.Sockets " })
        {
            Assert.Contains('\n' + contender, said, StringComparison.Ordinal);
        }

        Assert.Contains("Sockeye allocated 0 bytes", said, StringComparison.Ordinal);
    }
}
