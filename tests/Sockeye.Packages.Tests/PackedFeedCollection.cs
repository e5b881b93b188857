namespace Sockeye.Packages.Tests;

/// <summary>Packing takes its time: every test of the packages shares one feed.</summary>
[CollectionDefinition(Name)]
public sealed class PackedFeedCollection : ICollectionFixture<PackedFeed>
{
    internal const string Name = "packed feed";
}
