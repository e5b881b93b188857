namespace Sockeye.House.Tests.Commands;

/// <summary>./test in a tree of its own, with a dotnet that builds nothing and says that one test passed.</summary>
public sealed class TestCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Command _tree;

    public TestCommandTests()
    {
        foreach (string file in new[] { "test", "eng/dotnet.sh", "eng/test-results.sh" })
        {
            Executable("tree/" + file, Repository.Read(file));
        }

        _folder.Write("tree/eng/debian-packages.sh", "");
        _folder.Write("tree/tests/One.Tests/One.Tests.csproj", "");
        Executable("bin/dotnet", """
            #!/bin/bash
            case $1 in
                --version) echo 10.0.401 ;;
                test) echo '<Counters total="1" executed="1" passed="1" failed="0" />' >artifacts/test-results/One.Tests.trx ;;
            esac
            """);
        _tree = new Command(_folder.Below("tree")) { Environment = { ["PATH"] = _folder.Below("bin") + ":/usr/bin:/bin" } };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Alone_it_does_not_wait()
        => Assert.Equal("building\nOne.Tests\n1 passed, 0 failed, 0 skipped\n", await _tree.Succeed("/bin/bash", "./test"));

    [Fact]
    public async Task A_second_run_says_that_it_waits_and_begins_when_the_first_has_ended()
    {
        const string First = """
            mkdir -p artifacts
            exec 9>artifacts/test.lock
            flock 9
            { read -r line; echo "$line"; touch artifacts/first-ended; exec 9>&-; cat; } < <(exec 9>&-; exec ./test)
            """;
        Executable("bin/dotnet", File.ReadAllText(_folder.Below("bin", "dotnet")).Replace("test) ", "test) [[ -f artifacts/first-ended ]] && ", StringComparison.Ordinal));

        Assert.Equal(
            "another ./test is at work in this tree: waiting for it\nbuilding\nOne.Tests\n1 passed, 0 failed, 0 skipped\n",
            await _tree.Succeed("/bin/bash", "-c", First));
    }

    private void Executable(string path, string text) => File.SetUnixFileMode(_folder.Write(path, text),
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
