using System.Globalization;

namespace Sockeye.Readiness.Tests;

/// <summary>The numbers of our enums against poll.h and sys/epoll.h.</summary>
public sealed class HeaderTests
{
    [NeedsTheory("gcc")]
    [InlineData("gcc")]
    [NeedsData("musl-gcc", "musl-gcc (compiled, not run)")]
    [NeedsData("aarch64-linux-gnu-gcc", "aarch64-linux-gnu-gcc (compiled, not run)")]
    public async Task Numbers_AreThoseOfC(string compiler)
    {
        IEnumerable<(string Name, long Number)> ours = Enum.GetValues<PollEvents>().Select(static one => ($"{one}", (long)one))
            .Concat(Enum.GetValues<EpollEvents>().Select(static one => ($"{one}", (long)one)))
            .Append((nameof(Select.FD_SETSIZE), Select.FD_SETSIZE));
        string source = "#define _GNU_SOURCE\n#include <poll.h>\n#include <sys/epoll.h>\n#include <sys/select.h>\n"
            + string.Concat(ours.Where(static one => one.Name != "None").Select(static one =>
                string.Create(CultureInfo.InvariantCulture, $"_Static_assert((unsigned)({one.Name}) == {one.Number}u, \"{one.Name}\");\n")));
        Assert.Contains("POLLRDHUP", source, StringComparison.Ordinal);
        CCompiler judge = compiler[0] switch { 'm' => CCompiler.MuslGcc, 'a' => CCompiler.Arm64Gcc, _ => CCompiler.Gcc };
        (bool compiled, string messages) = await judge.CheckAsync(source);
        Assert.True(compiled, messages);
    }
}
