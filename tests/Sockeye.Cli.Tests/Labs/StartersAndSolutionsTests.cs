using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>The files a learner starts from and those that solve the labs: they build as they stand, the first fail the check with a reason, the others pass.</summary>
[Trait("Category", "Slow")]
public sealed class StartersAndSolutionsTests(LabBuilds builds) : IClassFixture<LabBuilds>
{
    private const int MostLines = 60;

    public static TheoryData<string, string, string, int> Labs => new()
    {
        { "echo", "EchoServer", "EchoClient", 17 },
        { "sum", "SumServer", "SumClient", 16 },
    };

    [Theory]
    [MemberData(nameof(Labs))]
    public async Task Solutions_pass(string lab, string server, string client, int cases)
    {
        (string theServer, string theClient) = (await builds.Solution(lab, server), await builds.Solution(lab, client));
        RightProgramsTests.Passes(lab, cases, "--server", theServer, "--client", theClient, "--timeout", "20");
    }

    [Theory]
    [MemberData(nameof(Labs))]
    public async Task Starters_fail_with_a_reason(string lab, string server, string client, int cases)
    {
        (string theServer, string theClient) = (await builds.Starter(lab, server), await builds.Starter(lab, client));
        using Peer check = Programs.Sockeye("lab", "check", lab, "--server", theServer, "--client", theClient, "--timeout", "2");
        Ended ended = check.End(TimeSpan.FromMinutes(3));
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains(" cases failed\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("      hint:     ", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", ended.Output, StringComparison.Ordinal);
        Assert.True(cases > 0);
    }

    [Fact]
    public async Task A_solution_for_several_clients_passes_and_its_starter_does_not()
    {
        RightProgramsTests.Passes("echo", 11, "--parallel", "--server", await builds.Solution("echo", "SelectServer"), "--timeout", "20");
        using Peer check = Programs.Sockeye("lab", "check", "echo", "--parallel", "--server", await builds.Starter("echo", "SelectServer"), "--timeout", "1");
        Ended ended = check.End(TimeSpan.FromMinutes(3));
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("      hint:     ", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_is_short_and_stands_alone()
    {
        string[] files = [.. Repository.Files(".cs", "labs")];
        Assert.Equal(10, files.Length);
        Assert.All(files, static file =>
        {
            string text = Repository.Read(file);
            Assert.InRange(text.TrimEnd('\n').Split('\n').Length, 1, MostLines);
            Assert.Contains("byte[16]", text, StringComparison.Ordinal);
            Assert.DoesNotContain("System.Net.Sockets", text, StringComparison.Ordinal);
        });
    }
}
