using System.Globalization;

namespace Sockeye.Cli.Repl.Showing;

/// <summary>The names of a number in which flags are added to a plain constant, as socket(2) takes them: SOCK_STREAM | SOCK_NONBLOCK.</summary>
/// <remarks>A flag is a bit that no other constant of the type has. So the parts of a number are never guessed: (Family)35 is no sum of families.</remarks>
internal static class EnumParts
{
    /// <summary>The plain constant and the flags; empty where a part has no name.</summary>
    internal static IReadOnlyList<string> Of(Enum constant)
    {
        Type type = constant.GetType();
        long[] values = [.. Enum.GetValues(type).Cast<Enum>().Select(Number).Distinct()];
        long rest = Number(constant);
        var names = new List<string>();
        foreach (long flag in values.Where(value => long.IsPow2(value) && (value & Number(constant)) != 0 && values.All(other => other == value || (other & value) == 0)).Order())
        {
            names.Add(Name(type, flag)!);
            rest &= ~flag;
        }

        return rest == 0 ? names : Name(type, rest) is string plain ? [plain, .. names] : [];
    }

    private static string? Name(Type type, long value) => Enum.GetName(type, Enum.ToObject(type, value));

    private static long Number(Enum constant) => unchecked((long)(Enum.GetUnderlyingType(constant.GetType()) == typeof(ulong)
        ? Convert.ToUInt64(constant, CultureInfo.InvariantCulture)
        : (ulong)Convert.ToInt64(constant, CultureInfo.InvariantCulture)));
}
