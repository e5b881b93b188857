using Sockeye.Loops.Buffers;

namespace Sockeye.Loops.Tests.Buffers;

public sealed class SlabsTests
{
    private readonly Slabs _slabs = new(size: 4096, most: 2);

    [Fact]
    public void What_was_given_back_within_its_turn_is_used_again()
    {
        Slab slab = Lend(100);
        slab.GiveBack();
        Settle(slab, 100, stillHeld: false);
        Assert.Equal(0, slab.Position);
        Assert.Equal(1, _slabs.Count);
    }

    [Fact]
    public void What_is_held_longer_is_not_written_over()
    {
        Slab slab = Lend(100);
        Settle(slab, 100, stillHeld: true);
        Assert.Same(slab, Lend(100));
        Assert.Equal(200, slab.Position);
    }

    [Fact]
    public void Not_even_when_a_later_piece_is_given_back()
    {
        Slab slab = Lend(100);
        Settle(slab, 100, stillHeld: true);
        Lend(50);
        slab.GiveBack();
        Settle(slab, 50, stillHeld: false);
        Assert.Equal(100, slab.Position);
    }

    [Fact]
    public void A_slab_without_loans_begins_anew()
    {
        Slab slab = Lend(4000);
        Settle(slab, 4000, stillHeld: true);
        slab.GiveBack();
        Assert.Same(slab, _slabs.Carve());
        Assert.Equal(0, slab.Position);
    }

    [Fact]
    public void When_all_are_lent_there_is_none_and_it_is_counted()
    {
        Lend(4000);
        Lend(4000);
        Assert.Null(_slabs.Carve());
        Assert.Equal(2, _slabs.Count);
        Assert.Equal(1, _slabs.Exhausted);
    }

    private Slab Lend(int count)
    {
        Slab slab = _slabs.Carve()!;
        slab.Lend();
        slab.Position += count;
        return slab;
    }

    private static void Settle(Slab slab, int count, bool stillHeld)
    {
        var turn = new Turn(-1, null, shortMeansDrained: true) { Lent = slab, LentEnd = slab.Position, LentCount = count };
        Slabs.Settle(in turn, stillHeld);
    }
}
