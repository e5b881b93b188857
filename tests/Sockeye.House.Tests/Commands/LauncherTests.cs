namespace Sockeye.House.Tests.Commands;

/// <summary>./sockeye in a tree of its own, with a dotnet that only writes down what it was asked.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Command _elsewhere;

    public LauncherTests()
    {
        MakeTree("tree");
        Directory.CreateDirectory(_folder.Below("elsewhere"));
        _elsewhere = new Command(_folder.Below("elsewhere"))
        {
            Environment = { ["PATH"] = _folder.Below("bin") + ":/usr/bin:/bin", ["DOTNET_ROOT"] = null, ["HOME"] = _folder.Path },
        };
        InstallDotnet("10.0.401");
    }

    private string Launcher => _folder.Below("tree", "sockeye");

    private int Builds => File.Exists(_folder.Below("builds")) ? File.ReadAllLines(_folder.Below("builds")).Length : 0;

    private async Task Launch()
    {
        Ended ended = await _elsewhere.Run(Launcher);
        Assert.True(ended is { ExitCode: 7, Errors: "" }, ended.ToString());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_call_builds_and_the_second_does_not()
    {
        await Launch();
        await Launch();

        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task The_tool_has_the_arguments_the_directory_and_the_process_id_of_the_call()
    {
        Ended ended = await _elsewhere.Run("/bin/bash", "-c", "echo $$; exec \"$0\" \"$@\"", Launcher, "a b", "", "*");

        string[] lines = ended.Output.Split('\n');
        Assert.Equal([$"pid {lines[0]}", $"in {_folder.Below("elsewhere")}", "[a b]", "[]", "[*]", ""], lines[1..]);
        Assert.Equal((7, ""), (ended.ExitCode, ended.Errors));
    }

    [Theory]
    [InlineData("sockeye")]
    [InlineData("./sockeye")]
    public async Task It_runs_from_its_own_directory(string spelling)
    {
        Command at = new(_folder.Below("tree")) { Environment = { ["PATH"] = _elsewhere.Environment["PATH"] } };

        Assert.Equal(7, (await at.Run("/bin/bash", spelling)).ExitCode);
    }

    [Fact]
    public async Task It_runs_through_a_symbolic_link()
    {
        File.CreateSymbolicLink(_folder.Below("bin", "sk"), Launcher);

        Assert.Equal(7, (await _elsewhere.Run("/bin/bash", "-c", "sk")).ExitCode);
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task A_change_an_addition_and_a_deletion_each_build_once()
    {
        string wire = _folder.Below("tree", "src", "Sockeye.Wire", "Wire.cs");
        Action[] changes =
        [
            () => File.WriteAllText(wire, "2wo"),
            () => _folder.Write("tree/src/Sockeye.Wire/More.cs", ""),
            () => File.Delete(wire),
            () => _folder.Write("tree/Directory.Build.props", "<Project/>"),
            () => File.Move(_folder.Below("tree", "src", "Sockeye.Wire", "More.cs"), wire),
        ];
        await Launch();

        for (int done = 0; done < changes.Length; done++)
        {
            changes[done]();
            await Launch();
            await Launch();
            Assert.Equal(done + 2, Builds);
        }
    }

    // The shell takes a path with a space apart where it is not quoted; what comes out of it is a stranger's.
    [Fact]
    public async Task Only_old_builds_are_deleted_and_five_stay()
    {
        MakeTree("my tree");
        string strangers = _folder.Write("my/precious", "");

        for (int build = 0; build < 7; build++)
        {
            _folder.Write("my tree/src/Sockeye.Wire/Wire.cs", new string('x', build));
            Assert.Equal(7, (await _elsewhere.Run(_folder.Below("my tree", "sockeye"))).ExitCode);
        }

        Assert.Equal(7, Builds);
        Assert.Equal(5, Directory.GetDirectories(_folder.Below("my tree", "artifacts", "launcher", "good")).Length);
        Assert.True(File.Exists(strangers), $"{strangers} is gone");
    }

    [Fact]
    public async Task What_is_not_built_from_does_not_build()
    {
        await Launch();
        _folder.Write("tree/src/Sockeye.Wire/README.md", "");
        _folder.Write("tree/src/Sockeye.Wire/PublicApi.txt", "");
        _folder.Write("tree/src/Sockeye.Wire/.Wire.cs.swp", "");

        await Launch();

        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task A_failing_build_shows_the_errors_once_and_is_tried_again()
    {
        _folder.Write("fail", "A.cs(1,1): error CS1002: ; expected\nA.cs(1,1): error CS1002: ; expected\nchatter");

        Ended ended = await _elsewhere.Run(Launcher);

        Assert.Equal((70, ""), (ended.ExitCode, ended.Output));
        Assert.StartsWith("A.cs(1,1): error CS1002: ; expected\nsockeye: the tool does not build", ended.Errors, StringComparison.Ordinal);
        File.Delete(_folder.Below("fail"));
        await Launch();
    }

    [Fact]
    public async Task Launchers_at_once_build_once()
    {
        Ended[] ended = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _elsewhere.Run(Launcher)));

        Assert.All(ended, one => Assert.Equal((7, ""), (one.ExitCode, one.Errors)));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task Without_dotnet_it_says_what_to_install()
    {
        TakeDotnetOffPath();
        Ended ended = await _elsewhere.Run("/bin/bash", Launcher);

        Assert.Equal((69, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("get the .NET 10 SDK from https://", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(1, ended.Errors.Count(one => one == '\n'));
    }

    // What a build or a test starts looks for dotnet too, on PATH or in DOTNET_ROOT.
    [Fact]
    public async Task A_dotnet_beside_PATH_is_there_for_all_that_is_started()
    {
        TakeDotnetOffPath();
        Executable("real/dotnet", "#!/bin/bash");
        Directory.CreateDirectory(_folder.Below(".dotnet"));
        File.CreateSymbolicLink(_folder.Below(".dotnet", "dotnet"), _folder.Below("real", "dotnet"));

        string said = await _elsewhere.Succeed("/bin/bash", "-c", $". '{Repository.Full("eng/dotnet.sh")}'; find_dotnet; bash -c 'type -P dotnet; echo $DOTNET_ROOT'");

        Assert.Equal([_folder.Below("real", "dotnet"), _folder.Below("real"), ""], said.Split('\n'));
    }

    [Theory]
    [InlineData("9.0.100")]
    [InlineData("")]
    public async Task With_another_SDK_it_says_what_to_install(string version)
    {
        InstallDotnet(version);

        Ended ended = await _elsewhere.Run(Launcher);

        Assert.Equal((69, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("this machine has 8.0.100 9.0.100: get the .NET 10 SDK", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_real_tool_answers()
    {
        string help = await new Command(Path.GetTempPath()).Succeed(Repository.Full("sockeye"), "--help");

        Assert.Contains("sockeye", help, StringComparison.Ordinal);
    }

    private void MakeTree(string tree)
    {
        foreach (string file in new[] { "sockeye", "eng/dotnet.sh" })
        {
            Executable($"{tree}/{file}", Repository.Read(file));
        }

        _folder.Write($"{tree}/src/Sockeye.Cli/Program.cs", "one");
        _folder.Write($"{tree}/src/Sockeye.Wire/Wire.cs", "two");
        _folder.Write($"{tree}/global.json", "{}");
    }

    // /usr/bin itself may have one.
    private void TakeDotnetOffPath()
    {
        File.Delete(_folder.Below("bin", "dotnet"));
        foreach (string tool in new[] { "bash", "find", "readlink" })
        {
            File.CreateSymbolicLink(_folder.Below("bin", tool), "/usr/bin/" + tool);
        }

        _elsewhere.Environment["PATH"] = _folder.Below("bin");
    }

    /// <summary>Knows three requests: its version, to build, and to be the tool, which ends with 7.</summary>
    private void InstallDotnet(string version) => Executable("bin/dotnet", $$"""
        #!/bin/bash
        case $1 in
            --version) echo '{{version}}' ;;
            --list-sdks) printf '8.0.100 [/x]\n9.0.100 [/x]\n' ;;
            build)
                echo "$*" >>'{{_folder.Path}}/builds'
                [[ -f '{{_folder.Path}}/fail' ]] && { cat '{{_folder.Path}}/fail'; exit 1; }
                for option; do [[ $option == -p:ArtifactsPath=* ]] && out=${option#*=}; done
                mkdir -p "$out/bin/Sockeye.Cli/release"
                echo tool >"$out/bin/Sockeye.Cli/release/sockeye.dll" ;;
            */sockeye.dll)
                [[ -f $1 ]] || exit 1
                shift
                echo "pid $$"
                echo "in $PWD"
                for word; do echo "[$word]"; done
                exit 7 ;;
        esac
        """);

    private void Executable(string path, string text) => File.SetUnixFileMode(_folder.Write(path, text),
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
