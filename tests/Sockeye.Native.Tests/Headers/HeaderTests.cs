using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sockeye.Native.Tests.Headers;

/// <summary>Our layouts, constants and error numbers against the C headers.</summary>
/// <remarks>
/// For this machine's glibc the headers are those that the running libc was built with. For musl and for arm64 the claims are
/// <b>compiled, not run</b>: the headers agree, and no program of ours has run there by that.
/// </remarks>
public sealed class HeaderTests
{
    private const string Gcc = "gcc";
    private const string Musl = "musl-gcc";
    private const string Arm64 = "aarch64-linux-gnu-gcc";
    private const string NotRun = " (compiled, not run)";

    [Theory]
    [NeedsData(Gcc, Gcc)]
    [NeedsData(Musl, Musl + NotRun)]
    [NeedsData(Arm64, Arm64 + NotRun)]
    public Task Structs_HaveTheSizesAndOffsetsOfC(string compiler)
        => Agree(compiler, HeaderSet.Library, LayoutChecks.All.Where(check => check.IsOf(Target(compiler))).SelectMany(check => check.Claims(IsMusl(compiler))));

    [Theory]
    [NeedsData(Gcc, Gcc)]
    [NeedsData(Musl, Musl + NotRun)]
    [NeedsData(Arm64, Arm64 + NotRun)]
    public Task Constants_HaveTheValuesOfC(string compiler) => Agree(compiler, HeaderSet.Library, ConstantChecks.Library);

    [Theory]
    [NeedsData(Gcc, Gcc)]
    [NeedsData(Musl, Musl + NotRun)]
    [NeedsData(Arm64, Arm64 + NotRun)]
    public Task ControlMessages_AreAsLongAsThoseOfC(string compiler) => Agree(compiler, HeaderSet.Library, ConstantChecks.ControlMessageSizes);

    [Theory]
    [NeedsData(Gcc, Gcc)]
    [NeedsData(Arm64, Arm64 + NotRun)]
    public Task WhatTheKernelAloneDeclares_IsAsItHasIt(string compiler) => Agree(compiler, HeaderSet.Kernel, ConstantChecks.Kernel);

    [Theory]
    [NeedsData(Gcc, Gcc)]
    [NeedsData(Musl, Musl + NotRun)]
    [NeedsData(Arm64, Arm64 + NotRun)]
    public Task TcpInfo_HasTheOffsetsOfC(string compiler)
        => Agree(compiler, IsMusl(compiler) ? HeaderSet.MuslTcp : HeaderSet.KernelTcp, ConstantChecks.Tcp);

    [Theory]
    [NeedsData(Gcc, Gcc)]
    [NeedsData(Musl, Musl + NotRun)]
    [NeedsData(Arm64, Arm64 + NotRun)]
    public Task Errno_HasTheValuesOfC(string compiler) => Agree(compiler, HeaderSet.Library, ConstantChecks.Errors);

    [Fact]
    public void EveryStructOfLayout_IsChecked()
    {
        IEnumerable<Type> forgotten = typeof(Descriptor).Assembly.GetTypes()
            .Where(static type => type is { IsValueType: true, Namespace: "Sockeye.Native.Layout" })
            .Where(static type => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
            .Where(static type => !LayoutChecks.Excused.ContainsKey(type) && LayoutChecks.All.All(check => check.Type != type));
        Assert.Empty(forgotten);
    }

    [Fact]
    public void EveryFieldOfAStruct_IsChecked()
        => Assert.Empty(LayoutChecks.All.SelectMany(static check => check.Unchecked.Select(field => $"{check.Type.Name}.{field}")));

    [Fact]
    public void EveryConstant_IsCheckedOrExcused()
    {
        Assert.NotEmpty(ConstantChecks.AllConstants);
        Assert.Empty(ConstantChecks.Unchecked);
    }

    [Fact]
    public void EveryErrorNumberBelowTheLast_HasAName()
    {
        // 41 and 58 are not used on these architectures.
        int[] missing = [.. Enumerable.Range(1, (int)Errno.EHWPOISON).Where(static number => !Enum.IsDefined((Errno)number))];
        Assert.Equal([41, 58], missing);
    }

    // The tests of the tester: each kind of wrong claim must be seen.
    [NeedsTheory(Gcc)]
    [InlineData(typeof(TooLarge), "sizeof struct pollfd")]
    [InlineData(typeof(WrongOrder), "struct pollfd events offset")]
    [InlineData(typeof(WrongWidth), "struct pollfd events width")]
    public async Task AWrongStruct_IsFound(Type wrong, string named)
    {
        var fields = new Dictionary<string, string> { ["Descriptor"] = "fd", ["Wanted"] = "events" };
        string source = HeaderSet.Source(HeaderSet.Library, StructCheck.Of(wrong, "struct pollfd", fields).Claims(musl: false));
        (bool compiled, string messages) = await CCompiler.Gcc.CheckAsync(source);
        Assert.False(compiled);
        Assert.Contains($"static assertion failed: \"{named}\"", messages, StringComparison.Ordinal);
    }

    [NeedsFact(Gcc)]
    public async Task AWrongConstant_IsFound()
    {
        (bool compiled, string messages) = await CCompiler.Gcc.CheckAsync(HeaderSet.Source(HeaderSet.Library, [new Claim("O_NONBLOCK", "(O_NONBLOCK) == (1)")]));
        Assert.False(compiled);
        Assert.Contains("static assertion failed: \"O_NONBLOCK\"", messages, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUncheckedField_IsFound()
        => Assert.Equal(["Got"], StructCheck.Of(typeof(WrongOrder), "struct pollfd", new() { ["Descriptor"] = "fd", ["Wanted"] = "events" }).Unchecked);

    private static bool IsMusl(string compiler) => compiler.StartsWith("musl", StringComparison.Ordinal);

    private static Architecture Target(string compiler)
        => compiler.StartsWith(Arm64, StringComparison.Ordinal) ? Architecture.Arm64 : RuntimeInformation.ProcessArchitecture;

    private static async Task Agree(string compiler, string[] headers, IEnumerable<Claim> claims)
    {
        Claim[] all = [.. claims];
        Assert.NotEmpty(all);
        CCompiler judge = compiler[0] switch { 'm' => CCompiler.MuslGcc, 'a' => CCompiler.Arm64Gcc, _ => CCompiler.Gcc };
        (bool compiled, string messages) = await judge.CheckAsync(HeaderSet.Source(headers, all));
        Assert.True(compiled, $"{compiler} disagrees:\n{messages}");
    }

    private struct TooLarge(int value)
    {
        internal int Descriptor = value;
        internal short Wanted = (short)value;
        internal long Surplus = value;
    }

    private struct WrongOrder(int value)
    {
        internal int Descriptor = value;
        internal short Got = (short)value;
        internal short Wanted = (short)value;
    }

    private struct WrongWidth(int value)
    {
        internal int Descriptor = value;
        internal int Wanted = value;
    }
}
