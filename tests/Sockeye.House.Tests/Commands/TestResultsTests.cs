namespace Sockeye.House.Tests.Commands;

/// <summary>How ./test counts: on result files as the test platform writes them.</summary>
public sealed class TestResultsTests : IDisposable
{
    private const string Good = """
          <Counters total="3" executed="3" passed="3" failed="0" error="0" />
        """;

    private const string WithSkips = """
            <UnitTestResult executionId="1" testName="A.Plain" outcome="Passed" />
            <UnitTestResult executionId="2" testName="A.Raw(port: &quot;x&quot;)" outcome="NotExecuted" testListId="1">
              <Output>
                <ErrorInfo>
                  <Message>needs &lt;root&gt; &amp; a raw socket</Message>
                </ErrorInfo>
              </Output>
            </UnitTestResult>
            <UnitTestResult executionId="3" testName="A.Silent" outcome="NotExecuted" />
          <Counters total="3" executed="1" passed="1" failed="0" error="0" />
        """;

    private const string OneSkip = """
            <UnitTestResult executionId="1" testName="A.Silent" outcome="NotExecuted" />
          <Counters total="1" executed="0" passed="0" failed="0" error="0" />
        """;

    private const string WithFailure = """
          <Counters total="2" executed="2" passed="1" failed="1" error="0" />
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Adds_up_projects() => Assert.Equal((0, "6 passed, 0 failed, 0 skipped\n"), await Count((Good, 0, ""), (Good, 0, "")));

    [Fact]
    public async Task Tells_what_was_skipped_and_why() => Assert.Equal(
        (0, """
        skipped:
          A.Raw(port: "x"): needs <root> & a raw socket
          A.Silent: no reason given
        4 passed, 0 failed, 2 skipped

        """), await Count((WithSkips, 0, ""), (Good, 0, "")));

    [Fact]
    public async Task A_run_of_skipped_tests_alone_tells_their_reasons() => Assert.Equal(
        (0, "skipped:\n  A.Silent: no reason given\n0 passed, 0 failed, 1 skipped\n"), await Count((OneSkip, 0, "")));

    [Fact]
    public async Task Shows_what_failed() => Assert.Equal(
        (1, "what the test said\n4 passed, 1 failed, 0 skipped\n"), await Count((WithFailure, 1, "what the test said"), (Good, 0, "")));

    [Fact]
    public async Task A_project_without_results_is_a_failure()
    {
        (int exitCode, string said) = await Count((Good, 0, ""), (null, 134, "the host went away"));

        Assert.Equal(1, exitCode);
        Assert.Contains("the host went away\nproject1 crashed or was ended (exit code 134)", said, StringComparison.Ordinal);
        Assert.EndsWith("\n3 passed, 1 failed, 0 skipped\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_ended_without_results_and_without_complaint_is_a_failure() =>
        Assert.Equal(1, (await Count((Good, 0, ""), (null, 0, ""))).ExitCode);

    [Fact]
    public async Task A_run_that_broke_off_after_passing_tests_is_a_failure() =>
        Assert.EndsWith("\n3 passed, 1 failed, 0 skipped\n", (await Count((Good, 1, ""))).Said, StringComparison.Ordinal);

    [Fact]
    public async Task A_project_that_the_filter_leaves_out_is_none() => Assert.Equal(
        (0, "3 passed, 0 failed, 0 skipped\n"), await Count((Good, 0, ""), (null, 0, "No test matches the given testcase filter `x`")));

    [Fact]
    public async Task Nothing_run_is_a_failure()
    {
        (int exitCode, string said) = await Count((null, 0, "No test matches the given testcase filter `x`"));

        Assert.Equal((1, "No test ran: that counts as a failure.\n0 passed, 1 failed, 0 skipped\n"), (exitCode, said));
    }

    private async Task<(int ExitCode, string Said)> Count(params (string? Trx, int ExitCode, string Log)[] projects)
    {
        string adding = "";
        foreach ((int index, (string? trx, int exitCode, string log)) in projects.Index())
        {
            if (trx is not null)
            {
                _folder.Write($"project{index}.trx", trx + "\n");
            }

            _folder.Write($"project{index}.log", log.Length > 0 ? log + "\n" : "");
            adding += $"add_results project{index} {exitCode}; ";
        }

        Ended ended = await new Command(_folder.Path).Run("bash", "-c", $". '{Repository.Full("eng/test-results.sh")}'; results=.; {adding} print_summary");
        Assert.Equal("", ended.Errors);
        return (ended.ExitCode, ended.Output);
    }
}
