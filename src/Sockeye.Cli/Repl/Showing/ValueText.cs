using System.Collections;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Sockeye.Sockets;

namespace Sockeye.Cli.Repl.Showing;

/// <summary>A value as a person wants to see it at a prompt. It never throws, and never goes on for ever.</summary>
internal static class ValueText
{
    /// <summary>How many items of a list are shown: as many lines as a large terminal has.</summary>
    internal const int MostItems = 60;

    private const int MostDepth = 4;

    internal static string Of(object? value)
    {
        try
        {
            return value is IEnumerable list && IsList(list) ? Lines(list) : Inline(value, 0);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or ThreadInterruptedException))
        {
            return $"<{TypeText.Of(value!.GetType())}, which cannot be shown: {Clean(problem.Message)}>";
        }
    }

    /// <summary>An exception as the whole of what a person needs: its type and its words, without the way it took.</summary>
    internal static string Of(Exception problem)
        => problem is AggregateException { InnerExceptions: [var only] } ? Of(only) : $"{TypeText.Of(problem.GetType())}: {Clean(problem.Message)}";

    private static string Inline(object? value, int depth) => value switch
    {
        null => "null",
        string text => LiteralText.Of(text),
        char one => LiteralText.Of(one),
        bool yes => yes ? "true" : "false",
        byte[] bytes => LiteralText.Of(bytes),
        ReadOnlyMemory<byte> bytes => LiteralText.Of(bytes.Span),
        Memory<byte> bytes => LiteralText.Of(bytes.Span),
        ArraySegment<byte> bytes => LiteralText.Of(bytes),
        Enum constant => OfEnum(constant),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Exception problem => Of(problem),
        Type type => TypeText.Of(type),
        Task task => $"Task ({task.Status})",
        AddressInfo one => Row(one),
        IPAddress or EndPoint or Socket => Clean(value.ToString()!),
        DictionaryEntry pair => $"{Inline(pair.Key, depth + 1)}: {Inline(pair.Value, depth + 1)}",
        IFormattable number when value is not IEnumerable => Clean(number.ToString(null, CultureInfo.InvariantCulture)),
        _ when depth >= MostDepth => "…",
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Inline(tuple[i], depth + 1)))})",
        IEnumerable list when IsList(list) => $"[{string.Join(", ", Items(list, depth + 1))}]",
        _ => OfObject(value, depth),
    };

    // What says nothing of itself is only named: asking all its properties might block.
    private static string OfObject(object value, int depth)
    {
        Type type = value.GetType();
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            return $"{Inline(type.GetProperty("Key")!.GetValue(value), depth + 1)}: {Inline(type.GetProperty("Value")!.GetValue(value), depth + 1)}";
        }

        string text = value.ToString() ?? "";
        return text == type.ToString() ? $"<{TypeText.Of(type)}>" : Clean(text);
    }

    private static string OfEnum(Enum constant)
    {
        string number = constant.ToString("D");
        string name = constant.ToString();
        return name != number ? $"{name.Replace(", ", " | ", StringComparison.Ordinal)} ({number})"
            : EnumParts.Of(constant) is { Count: > 0 } parts ? $"{string.Join(" | ", parts)} ({number})"
            : $"({TypeText.Of(constant.GetType())}){number}";
    }

    private static string Row(AddressInfo one)
    {
        string protocol = one.Protocol == 0 ? "0" : one.Protocol.ToString();
        string row = $"{one.Family,-8}  {one.Kind,-11}  {protocol,-12}  {one.EndPoint}";
        return one.CanonicalName.Length > 0 ? $"{Clean(row)}  {LiteralText.Of(one.CanonicalName)}" : Clean(row);
    }

    private static string Lines(IEnumerable list)
    {
        string[] lines = [.. Items(list, 1)];
        return lines.Length == 0 ? "[]" : string.Join('\n', lines);
    }

    private static IEnumerable<string> Items(IEnumerable list, int depth)
    {
        int count = 0;
        foreach (object? item in list)
        {
            if (count++ == MostItems)
            {
                yield return list is ICollection all ? string.Create(CultureInfo.InvariantCulture, $"… and {all.Count - MostItems} more") : "… and more";
                yield break;
            }

            yield return Inline(item, depth);
        }
    }

    // A string or a run of bytes is one thing; so is what has words of its own, such as a record that can be enumerated.
    private static bool IsList(IEnumerable value)
        => value is not (string or byte[] or ArraySegment<byte>) && (value is ICollection || value.GetType().GetMethod(nameof(ToString), [])!.DeclaringType == typeof(object));

    // Whatever somebody's ToString says, no control character but the end of a line reaches the terminal.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (char c in text.ReplaceLineEndings("\n"))
        {
            clean.Append(char.IsControl(c) && c is not ('\n' or '\t') ? '?' : c);
        }

        return clean.ToString();
    }
}
