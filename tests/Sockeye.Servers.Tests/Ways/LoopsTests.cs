namespace Sockeye.Servers.Tests.Ways;

public sealed class LoopsTests : WayContract
{
    protected override ServeBy By => ServeBy.Loops;
}
