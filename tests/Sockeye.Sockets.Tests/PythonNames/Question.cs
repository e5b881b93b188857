using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sockeye.Sockets.Tests.PythonNames;

/// <summary>One call of Python's socket module with its arguments, as JSON carries them.</summary>
internal sealed record Question(string Call, params object?[] Arguments)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal string? Text(int index) => (string?)Arguments[index];

    internal long Number(int index) => Convert.ToInt64(Arguments[index], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An argument that must fit what C calls int: Python refuses what does not, and so does the compiler where it is ours.</summary>
    internal int Int(int index) => checked((int)Number(index));

    /// <summary>One line, for the other program and for people.</summary>
    internal string Line => new JsonArray([JsonValue.Create(Call), .. Arguments.Select(static one => JsonSerializer.SerializeToNode(one, Readable))]).ToJsonString(Readable);

    public override string ToString() => $"{Call}({string.Join(", ", Line[1..^1].Split(',')[1..])})";
}
