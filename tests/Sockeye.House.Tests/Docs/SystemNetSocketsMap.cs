using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Sockeye.House.Tests.Docs;

/// <summary>docs/from-system-net-sockets.md as rows: .NET's members, and ours or the reason why there is none.</summary>
internal sealed partial class SystemNetSocketsMap
{
    private static readonly Type[] s_types = [typeof(TcpClient), typeof(TcpListener), typeof(NetworkStream), typeof(UdpClient), typeof(Socket), typeof(SocketAsyncEventArgs)];

    private readonly (string[] Theirs, string[] Ours)[] _rows;

    internal SystemNetSocketsMap(string markdown) => _rows = [.. markdown.Split('\n')
        .Where(static line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(static line => line.Split('|')[1..^1])
        .Select(static cells => (Quoted(cells[0]), cells.Length == 3 ? Quoted(cells[1]) : []))];        // two cells: not here, and why

    /// <summary>What each of the types has of its own: "TcpClient.Connect", and "TcpClient.TcpClient" for what makes one.</summary>
    internal static IReadOnlySet<string> Members { get; } = s_types.SelectMany(static type => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(static member => member is not MethodInfo { IsSpecialName: true } && member is not TypeInfo)
        .Select(member => $"{type.Name}.{(member is ConstructorInfo ? type.Name : member.Name)}")).ToHashSet();

    /// <summary>What is wrong: members without a row or with two, rows of what there is not, names of ours that there are not.</summary>
    internal IEnumerable<string> Wrong(IReadOnlySet<string> members, IReadOnlySet<string> ourNames)
    {
        string[] named = [.. _rows.SelectMany(static row => row.Theirs)];
        foreach (string member in members)
        {
            int rows = named.Count(name => IsMeant(name, member));
            if (rows != 1)
            {
                yield return $"{member} has {(rows == 0 ? "no row" : $"{rows} rows")}";
            }
        }

        foreach (string name in named.Where(name => !members.Any(member => IsMeant(name, member))))
        {
            yield return $"there is no {name} in System.Net.Sockets";
        }

        foreach (string name in _rows.SelectMany(static row => row.Ours).Where(name => !ourNames.Contains(name)))
        {
            yield return $"there is no public {name} here";
        }
    }

    private static bool IsMeant(string name, string member) => name == member || (name.EndsWith('*') && member.StartsWith(name[..^1], StringComparison.Ordinal));

    private static string[] Quoted(string cell) => [.. InQuotes().Matches(cell).Select(static match => match.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InQuotes();
}
