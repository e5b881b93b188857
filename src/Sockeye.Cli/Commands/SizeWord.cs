using System.CommandLine;
using System.Globalization;

namespace Sockeye.Cli.Commands;

/// <summary>A number of bytes as people write it: 500, 10k, 1.5M, 2G; the letters stand for powers of 1,024.</summary>
internal static class SizeWord
{
    private const string Letters = "kMGT";

    internal static Option<long?> Option(string name, string description) => new(name)
    {
        HelpName = "SIZE",
        Description = description,
        CustomParser = result =>
        {
            string word = result.Tokens[^1].Value;
            if (Parse(word) is long size)
            {
                return size;
            }

            result.AddError($"{name} takes bytes, such as 500, 10k, 1.5M or 2G, and not '{word}'");
            return null;
        },
    };

    internal static long? Parse(string word)
    {
        int power = word.Length == 0 ? -1 : Letters.IndexOf(word[^1], StringComparison.OrdinalIgnoreCase);
        bool isNumber = double.TryParse(power < 0 ? word : word[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        double bytes = number * Math.Pow(1024, power + 1);
        return isNumber && bytes < long.MaxValue ? (long)bytes : null;
    }
}
