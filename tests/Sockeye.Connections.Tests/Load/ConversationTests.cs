using Sockeye.Loops;

namespace Sockeye.Connections.Tests.Load;

/// <summary>Lent memory is never anybody else's: by hundreds of connections that speak at random, every byte compared.</summary>
public sealed class ConversationTests
{
    [Theory]
    [InlineData(Lane.Guarded, 1)]
    [InlineData(Lane.Inline, 2)]
    [InlineData(Lane.Pool, 3)]
    public Task NinetyConnections_EveryByteIsTheirOwn(Lane lane, int seed) => Converse(lane, seed, connections: 90, messages: 12);

    [Theory]
    [InlineData(Lane.Guarded, 11)]
    [InlineData(Lane.Inline, 12)]
    [InlineData(Lane.Pool, 13)]
    [Trait("Category", "Slow")]
    public Task AThousandConnections_EveryByteIsTheirOwn(Lane lane, int seed) => Converse(lane, seed, connections: 1000, messages: 8);

    // The test above, of loops that use lent memory again too early: it must see that.
    [Fact]
    public async Task MemoryThatIsUsedAgainUnderALoan_IsNoticed()
    {
        await using var conversation = new Conversation(seed: 21, Lane.Guarded) { IsMutant = true };
        await conversation.Run(connections: 60, messages: 30);
        Assert.NotEqual(0, conversation.Torn);
    }

    private static async Task Converse(Lane lane, int seed, int connections, int messages)
    {
        await using var conversation = new Conversation(seed, lane);
        await conversation.Run(connections, messages);
        Assert.Equal(0, conversation.Torn);
        Assert.Equal(0, conversation.Wrong);
        Assert.Empty(conversation.Served.Failures);
        conversation.Served.DemandNothingLeft();
        Assert.All(conversation.Served.Group.All, static loop => Assert.InRange(loop.Slabs.Count, 0, 2));
    }
}
