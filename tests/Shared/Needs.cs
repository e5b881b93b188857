using System.Reflection;
using Xunit.Sdk;

namespace Sockeye.Tests;

/// <summary>A test that needs programs of other people, or IPv6: skipped where one is missing, with what to install.</summary>
/// <param name="needs">Commands that <see cref="Machine"/> knows, or <see cref="Machine.Loopback6"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsFactAttribute(params string[] needs) : FactAttribute
{
    public override string? Skip { get; set; } = Machine.WhyNot(needs);
}

/// <summary>The same with data: all of it needs them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsTheoryAttribute(params string[] needs) : TheoryAttribute
{
    public override string? Skip { get; set; } = Machine.WhyNot(needs);
}

/// <summary>One row of data for a Theory whose rows do not all need the same.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class NeedsDataAttribute(string need, params object[] data) : DataAttribute
{
    public override string? Skip { get; set; } = Machine.WhyNot(need);

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [data];
}
