namespace Sockeye.House.Tests.Shape;

/// <summary>The rules on the tree as it is. That each of them can fail is shown in the tests of the rules.</summary>
public sealed class ShapeTests
{
    /// <summary>Tables of one entry a line may be long. Path, and why.</summary>
    private static readonly Dictionary<string, string> s_mayBeLong = new()
    {
        ["src/Sockeye.Native/Errno.cs"] = "a table: every error number of Linux with its words",
    };

    /// <summary>Classes one may derive from, and why.</summary>
    private static readonly Dictionary<string, string> s_mayBeOpen = new()
    {
        ["SocketFaultException"] = "the base of the errors, and itself thrown for an error number without a type of its own",
    };

    private static readonly SourceFile[] s_src = [.. SourceFile.Below("src")];
    private static readonly SourceFile[] s_all = [.. SourceFile.Below("src", "tests", "bench", "conformance")];

    [Fact]
    public void There_is_something_to_check() => Assert.True(s_src.Length > 20 && s_all.Length > s_src.Length);

    [Fact]
    public void Files_have_one_job() => None(s_all.Where(file => !s_mayBeLong.ContainsKey(file.Path))
        .SelectMany(file => SizeAndNameRules.TooLong(file.Path, file.Text, SizeAndNameRules.MostLines)));

    [Fact]
    public void Project_files_are_nearly_empty() => None(Projects("src", "tests", "bench", "conformance")
        .SelectMany(path => SizeAndNameRules.TooLong(path, Repository.Read(path), SizeAndNameRules.MostProjectLines)));

    [Fact]
    public void Names_say_what_things_do() => None(s_all.SelectMany(SizeAndNameRules.VagueNames));

    [Fact]
    public void The_namespace_is_the_folder() => None(s_src.SelectMany(SizeAndNameRules.NamespaceIsNotFolder));

    [Fact]
    public void Classes_are_closed() => None(CodeRules.OpenClasses(s_src, s_mayBeOpen));

    [Fact]
    public void No_hidden_switches() => None(s_all.SelectMany(CodeRules.HiddenSwitches));

    [Fact]
    public void A_warning_switched_off_says_why() => None(s_all.SelectMany(CodeRules.UnreasonedPragmas));

    [Fact]
    public void Loose_ends_have_a_link() => None(s_all.SelectMany(CodeRules.LooseEnds));

    [Fact]
    public void Unsafe_code_lives_in_Native() => None(s_src.SelectMany(WallRules.UnsafeCode));

    [Fact]
    public void Libc_is_called_from_one_folder() => None(s_src.SelectMany(WallRules.ForeignCalls));

    [Fact]
    public void Nobody_above_the_loops_knows_of_the_ring() => None(s_src.SelectMany(WallRules.RingLeaks));

    [Fact]
    public void Raw_addresses_stay_in_the_codec() => None(s_src.SelectMany(WallRules.RawAddressLeaks));

    [Fact]
    public void The_walls_stand() => None(Projects("src")
        .SelectMany(path => WallRules.BrokenWalls(path, Repository.Read(path), WallRules.Rooms)));

    private static readonly Dictionary<string, string> s_outside = new()
    {
        ["bench/servers/kestrel/Sockeye.Bench.Kestrel.csproj"] = "not every SDK brings ASP.NET Core, and ./test builds without it; bench/run servers builds it",
    };

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Read("Sockeye.slnx");
        None(Projects("src", "tests", "bench", "conformance").Where(path => !s_outside.ContainsKey(path) && !solution.Contains($"\"{path}\"", StringComparison.Ordinal))
            .Select(path => $"{path} is not in Sockeye.slnx"));
    }

    private static IEnumerable<string> Projects(params string[] folders) => Repository.Files(".csproj", folders);

    private static void None(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
