using System.Globalization;

namespace Sockeye.Cli.Inventory;

/// <summary>Users by number, as passwd(5) has them; one that it does not have, such as a directory's, stays a number.</summary>
internal sealed class UserNames
{
    private readonly Dictionary<long, string> _names = [];

    internal UserNames(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            if (line.Split(':') is [var name, _, var number, ..] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long user))
            {
                _names.TryAdd(user, name);
            }
        }
    }

    internal static UserNames OfThisMachine()
    {
        try
        {
            return new UserNames(File.ReadAllLines("/etc/passwd"));
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return new UserNames([]);
        }
    }

    internal string Of(long user) => _names.GetValueOrDefault(user) ?? user.ToString(CultureInfo.InvariantCulture);
}
