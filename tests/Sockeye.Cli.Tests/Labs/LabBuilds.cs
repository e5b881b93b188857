namespace Sockeye.Cli.Tests.Labs;

/// <summary>The labs' programs, built once and then run as programs: dotnet run would build before each of the many runs.</summary>
/// <remarks>Starters and solutions have the same names, so each kind has a folder; within one the libraries are built for the first program alone.</remarks>
public sealed class LabBuilds : IDisposable
{
    // The first of a folder builds the libraries too, beside whatever else the machine does.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The command that runs what a learner starts from.</summary>
    internal Task<string> Starter(string lab, string program) => Build($"labs/{lab}/{program}.cs", _folder.Below("starters"));

    /// <summary>The command that runs what solves the lab.</summary>
    internal Task<string> Solution(string lab, string program) => Build($"labs/{lab}/solution/{program}.cs", _folder.Below("solutions"));

    private static async Task<string> Build(string file, string artifacts)
    {
        // The libraries' rules are kept by their own build.
        await new Command(Repository.Root) { Limit = Patience }.Succeed("dotnet", "build", file, "-v", "q", "--nologo", $"-p:ArtifactsPath={artifacts}/", "-p:RunAnalyzers=false", "-p:NodeReuse=false");
        string name = Path.GetFileNameWithoutExtension(file);
        return $"dotnet '{Directory.EnumerateFiles(artifacts, name + ".dll", SearchOption.AllDirectories).First(static built => !built.Contains("/obj/", StringComparison.Ordinal))}'";
    }
}
