namespace Sockeye.Native.Tests;

/// <summary>What close(2) said is kept for whoever asks.</summary>
public sealed class CloseErrorTests
{
    private const int OutOfTheWay = 700;    // no other test opens so many: nobody gets the number between the two closes

    [Fact]
    public void ADescriptorThatSomethingElseClosed_SaysEBADF()
    {
        using var pair = new Pair(OutOfTheWay);
        Descriptor other = Descriptor.Adopt(pair.Number);
        Assert.Equal(Errno.None, pair.Tested.CloseError);
        pair.Tested.Dispose();
        other.Dispose();
        Assert.Equal((Errno.None, Errno.EBADF), (pair.Tested.CloseError, other.CloseError));
    }
}
