using System.CommandLine;
using System.Globalization;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye constants [PREFIX [NUMBER]]</summary>
internal static class ConstantsCommand
{
    private const string Explanation =
        """
        PREFIX is how names begin, up to an underscore: AF_, ip_pmtudisc, E for the error numbers. It may be a whole name:
        then every name of its number is listed.
        Without one, the prefixes are listed. With a NUMBER (10, 0x8000), only the names that have it.
        The last column says where the name stands in C#; without one, Constants.TryGet knows it.

        Example:
          sockeye constants AF_
          sockeye constants IPPROTO_ 6
        """;

    internal static Command Create()
    {
        var prefix = new Argument<string?>("PREFIX") { Arity = ArgumentArity.ZeroOrOne, Description = "how the names begin, or one name" };
        var number = new Argument<string?>("NUMBER") { Arity = ArgumentArity.ZeroOrOne, Description = "only the names of this number" };
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("constants", "List constants by prefix: numbers and names, as this system has them.", Explanation, "[PREFIX [NUMBER]]") { prefix, number, json };
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), _ =>
        {
            if (parsed.GetValue(prefix) is string begin)
            {
                Names().Write(Asked(begin, parsed.GetValue(number)), parsed.GetValue(json), "no name has that number");
            }
            else
            {
                Prefixes().Write(Constants.Prefixes, parsed.GetValue(json), "");
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static Listing<Constant> Names() => new(
        new Column<Constant>("number", static constant => constant.Value),
        new Column<Constant>("hex", static constant => Hex(constant.Value)),
        new Column<Constant>("name", static constant => constant.Name),
        new Column<Constant>("member", static constant => constant.Member) { Shown = static constant => Short(constant.Member) });

    private static Listing<string> Prefixes() => new(
        new Column<string>("prefix", static prefix => prefix),
        new Column<string>("names", static prefix => Constants.WithPrefix(prefix).Count),
        new Column<string>("for example", static prefix => Example(Constants.WithPrefix(prefix)).Name));

    // One that has a place in C# is more likely known than an odd bit of a header.
    private static Constant Example(IReadOnlyList<Constant> names) => names.FirstOrDefault(static constant => constant is { Member: not null, Value: > 0 }) ?? names[0];

    private static IReadOnlyList<Constant> Asked(string begin, string? number)
    {
        IReadOnlyList<Constant> found;
        try
        {
            found = Constants.TryGet(begin, out Constant? one)
                ? [.. Constants.WithPrefix(one.Prefix).Where(other => other.Value == one.Value)]
                : Constants.WithPrefix(begin);
        }
        catch (KeyNotFoundException unknown)
        {
            throw new UsageException($"{unknown.Message}. sockeye constants lists them all");
        }

        return number is null ? found : [.. found.Where(constant => constant.Value == Number(number))];
    }

    private static long Number(string word)
    {
        bool hex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return long.TryParse(hex ? word.AsSpan(2) : word, hex ? NumberStyles.HexNumber : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new UsageException($"'{word}' is no number: write 10 or 0xa. See sockeye constants --help");
    }

    private static string Hex(long value) => value < 0 ? "-0x" + (-value).ToString("x", CultureInfo.InvariantCulture) : "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    // Sockeye.Sockets.Family.AF_INET: the namespaces are in every program that uses the package.
    private static string Short(string? member) => member is null ? "" : string.Join('.', member.Split('.')[^2..]);
}
