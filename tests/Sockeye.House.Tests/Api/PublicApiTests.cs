using System.Reflection;

namespace Sockeye.House.Tests.Api;

/// <summary>What a program can see of each library is written down in src/NAME/PublicApi.txt: a change of it is never an accident.</summary>
public sealed class PublicApiTests
{
    private static readonly bool s_accept = Environment.GetEnvironmentVariable("SOCKEYE_ACCEPT_API") == "1";

    /// <summary>Every project below src/ that builds a library.</summary>
    public static TheoryData<string> Libraries => [.. Repository.Files(".csproj", "src").Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Where(name => name is not ("Sockeye" or "Sockeye.Cli"))];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Is_as_written_down(string library)
    {
        string path = Repository.Full($"src/{library}/PublicApi.txt");
        string now = ApiText.Of(Assembly.Load(library));
        if (s_accept)
        {
            File.WriteAllText(path, now);
        }

        string before = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(before == now, $"""
            What programs can see of {library} is not what {path} says:
            {string.Join('\n', LineDifference.Between(before, now))}
            If that is meant: ./test --accept-api, and commit the file.
            """);
    }
}
