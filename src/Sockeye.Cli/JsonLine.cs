using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sockeye.Cli;

/// <summary>One JSON object on one line, for programs.</summary>
internal static class JsonLine
{
    // Nobody puts these lines into a web page, which is what the usual encoder is afraid of; control characters are escaped all the same.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Of(Action<Utf8JsonWriter> properties)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Clients may come: {"event":"ready","endpoint":…}.</summary>
    internal static string Ready(string endPoint) => Of(json =>
    {
        json.WriteString("event", "ready");
        json.WriteString("endpoint", endPoint);
    });
}
