using FsCheck;
using FsCheck.Fluent;
using Sockeye.Fuzz;

namespace Sockeye.Wire.Tests.Properties;

/// <summary>
/// Any bytes at all end in frames, a wish for more, or a typed error; the cut makes no difference; memory stays within what came. The
/// subjects and the oracle are the fuzzer's; here FsCheck makes the bytes, and shrinks what fails.
/// </summary>
public sealed class AnyInputEndsWell
{
    public static TheoryData<string> Names => [.. Subjects.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ForAnyBytes(string name)
    {
        Subject subject = Subjects.All.Single(s => s.Name == name);
        Prop.ForAll(Stirred.Bytes, Stirred.Cuts, (bytes, cuts) => Holds(subject, bytes, cuts)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    /// <summary>Deeper in: a seed that means something, with a piece of it replaced.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ForBytesThatAlmostMeanSomething(string name)
    {
        Subject subject = Subjects.All.Single(s => s.Name == name);
        Prop.ForAll(Stirred.Bytes, Stirred.Cuts, (bytes, cuts) =>
        {
            byte[] seed = subject.Seeds[cuts.Length % subject.Seeds.Length];
            int at = cuts.Length == 0 ? 0 : cuts[0] % seed.Length;
            int skip = cuts.Length < 2 ? 0 : cuts[1] % Math.Min(8, seed.Length - at);
            Holds(subject, [.. seed[..at], .. bytes.AsSpan(0, Math.Min(4, bytes.Length)), .. seed[(at + skip)..]], cuts);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static void Holds(Subject subject, byte[] bytes, int[] cuts) =>
        Assert.Null(Oracle.Complaint(subject, bytes, Stirred.Arrival(bytes.Length, cuts), out _));
}
