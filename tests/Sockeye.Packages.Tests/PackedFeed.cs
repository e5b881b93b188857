using System.IO.Compression;
using System.Xml.Linq;

namespace Sockeye.Packages.Tests;

/// <summary>The packages of this tree, packed once into a folder, and clean projects that take them from there.</summary>
public sealed class PackedFeed : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Feed => _folder.Below("feed");

    public async Task InitializeAsync()
    {
        // With an output of its own: the one the tests run from stays as it is.
        await new Command(Repository.Root).Succeed("dotnet", "pack", "Sockeye.slnx", "-c", "Release", "--nologo", "-v", "q",
            "-o", Feed, $"-p:ArtifactsPath={_folder.Below("artifacts")}/", "-p:RunAnalyzers=false");

        // Sockeye comes from the folder and from nowhere else.
        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{Feed}" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="packed"><package pattern="Sockeye" /><package pattern="Sockeye.*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    internal IEnumerable<string> Packages => Directory.EnumerateFiles(Feed, "*.nupkg").Order(StringComparer.Ordinal);

    /// <summary>What a package says of itself, without its XML namespace.</summary>
    internal static XElement Manifest(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        using Stream stream = archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        XElement manifest = XDocument.Load(stream).Root!;
        foreach (XElement element in manifest.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return manifest.Element("metadata")!;
    }

    internal static IReadOnlyList<string> Files(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    internal string Package(string id) => Packages.Single(package => (string?)Manifest(package).Element("id") == id);

    internal string Version => (string)Manifest(Package("Sockeye")).Element("version")!;

    /// <summary>A folder for a program, with a package cache of its own: no older Sockeye can serve it.</summary>
    internal Command Workplace(string name, params (string Path, string Text)[] files)
    {
        foreach ((string path, string text) in files)
        {
            _folder.Write($"{name}/{path}", text);
        }

        return new Command(_folder.Below(name))
        {
            Environment =
            {
                ["NUGET_PACKAGES"] = _folder.Below("cache"),
                ["DOTNET_NOLOGO"] = "1",
                ["UseSharedCompilation"] = "false",
                ["MSBUILDDISABLENODEREUSE"] = "1",
            },
        };
    }

    internal string Below(params string[] parts) => _folder.Below(parts);
}
