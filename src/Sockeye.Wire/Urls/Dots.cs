using System.Text;

namespace Sockeye.Wire.Urls;

/// <summary>Takes <c>.</c> and <c>..</c> out of a path: RFC 3986 section 5.2.4, step by step.</summary>
internal static class Dots
{
    internal static string Remove(string path)
    {
        if (!path.Contains('.')) return path;
        var to = new StringBuilder(path.Length);
        ReadOnlySpan<char> rest = path;
        while (!rest.IsEmpty)
        {
            if (rest.StartsWith("../")) rest = rest[3..];
            else if (rest.StartsWith("./")) rest = rest[2..];
            else if (rest.StartsWith("/./")) rest = rest[2..];
            else if (rest is "/.") rest = "/";
            else if (rest.StartsWith("/../")) rest = Up(rest[3..], to);
            else if (rest is "/..") rest = Up("/", to);
            else if (rest is "." or "..") rest = default;
            else rest = Keep(rest, to);
        }

        return to.ToString();
    }

    private static ReadOnlySpan<char> Up(ReadOnlySpan<char> rest, StringBuilder to)
    {
        int cut = to.Length;
        while (cut > 0 && to[--cut] != '/')
        {
        }

        to.Length = cut;
        return rest;
    }

    private static ReadOnlySpan<char> Keep(ReadOnlySpan<char> rest, StringBuilder to)
    {
        int next = rest[1..].IndexOf('/');
        int length = next < 0 ? rest.Length : next + 1;
        to.Append(rest[..length]);
        return rest[length..];
    }
}
