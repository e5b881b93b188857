using System.Xml.Linq;

namespace Sockeye.Packages.Tests;

[Trait("Category", "Slow")]
[Collection(PackedFeedCollection.Name)]
public sealed class ManifestTests(PackedFeed feed)
{
    [Fact]
    public void These_are_the_packages() => Assert.Equal(
        ["Sockeye", "Sockeye.Clients", "Sockeye.Connections", "Sockeye.Hosting", "Sockeye.Loops", "Sockeye.Native", "Sockeye.Readiness", "Sockeye.Servers", "Sockeye.Sockets", "Sockeye.Templates", "Sockeye.Testing", "Sockeye.Tool", "Sockeye.Wire"],
        feed.Packages.Select(package => (string)PackedFeed.Manifest(package).Element("id")!).Order(StringComparer.Ordinal));

    [Fact]
    public void Our_packages_fit_at_one_version_only()
    {
        XElement[] ours = [.. feed.Packages.SelectMany(package => PackedFeed.Manifest(package).Descendants("dependency"))
            .Where(dependency => ((string)dependency.Attribute("id")!).StartsWith("Sockeye", StringComparison.Ordinal))];

        Assert.True(ours.Length >= 8, "the package of packages brings four, Clients three, Sockets brings Native");
        Assert.All(ours, dependency => Assert.Equal($"[{feed.Version}]", (string)dependency.Attribute("version")!));
    }

    // What only a test project needs comes by itself.
    [Fact]
    public void The_package_of_packages_brings_every_library_but_those_of_hosts_and_tests() => Assert.Equal(
        feed.Packages.Where(package => PackedFeed.Files(package).Any(file => file.StartsWith("lib/", StringComparison.Ordinal)))
            .Select(package => (string)PackedFeed.Manifest(package).Element("id")!).Where(static id => id is not ("Sockeye.Hosting" or "Sockeye.Testing")),
        PackedFeed.Manifest(feed.Package("Sockeye")).Descendants("dependency").Select(dependency => (string)dependency.Attribute("id")!));

    [Fact]
    public void Only_the_library_of_the_host_brings_packages_of_others() => Assert.All(
        feed.Packages.Where(package => PackedFeed.Files(package).Any(file => file.StartsWith("lib/", StringComparison.Ordinal))), package =>
        {
            string[] foreign = [.. PackedFeed.Manifest(package).Descendants("dependency").Select(dependency => (string)dependency.Attribute("id")!)
                .Where(id => !id.StartsWith("Sockeye", StringComparison.Ordinal))];
            if ((string)PackedFeed.Manifest(package).Element("id")! == "Sockeye.Hosting")
            {
                Assert.All(foreign, id => Assert.StartsWith("Microsoft.Extensions.", id, StringComparison.Ordinal));
            }
            else
            {
                Assert.Empty(foreign);
            }
        });

    [Fact]
    public void Each_has_a_readme_a_licence_and_a_description() => Assert.All(feed.Packages, package =>
    {
        XElement manifest = PackedFeed.Manifest(package);
        Assert.Contains((string)manifest.Element("readme")!, PackedFeed.Files(package));
        Assert.Equal("MIT", (string)manifest.Element("license")!);
        Assert.True(((string)manifest.Element("description")!).Length > 20);
    });

    [Fact]
    public void Libraries_carry_their_documentation() => Assert.All(
        feed.Packages.SelectMany(PackedFeed.Files).Where(file => file.StartsWith("lib/", StringComparison.Ordinal) && file.EndsWith(".dll", StringComparison.Ordinal)),
        library => Assert.Contains(Path.ChangeExtension(library, ".xml"), feed.Packages.SelectMany(PackedFeed.Files)));
}
