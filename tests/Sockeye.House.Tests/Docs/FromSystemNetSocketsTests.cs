namespace Sockeye.House.Tests.Docs;

/// <summary>docs/from-system-net-sockets.md is whole and true: every public member of .NET's classes is there once, and what it is here exists.</summary>
public sealed class FromSystemNetSocketsTests
{
    [Fact]
    public void EveryMember_IsThereOnce_AndLeadsToAPublicName()
    {
        Assert.True(SystemNetSocketsMap.Members.Count > 150, "too few members to be believed");
        Assert.Empty(new SystemNetSocketsMap(Repository.Read("docs/from-system-net-sockets.md")).Wrong(SystemNetSocketsMap.Members, PublicNames.All));
    }

    [Fact]
    public void MissingMembers_WrongNames_AndSecondRows_AreSeen()
    {
        var map = new SystemNetSocketsMap("| `A.One` | `Socket` | |\n| `A.Two` | `Sokket` | differs |\n| `A.Two`, `B.*` | because |\n| `A.None` | why |");
        Assert.Equal(
            ["A.Two has 2 rows", "A.Three has no row", "there is no A.None in System.Net.Sockets", "there is no public Sokket here"],
            map.Wrong(new HashSet<string> { "A.One", "A.Two", "A.Three", "B.Four" }, new HashSet<string> { "Socket" }));
    }
}
