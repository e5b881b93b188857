namespace Sockeye.Wire.Http;

/// <summary>A header or trailer field to send.</summary>
/// <param name="Name">A token: letters, digits and a few marks.</param>
/// <param name="Value">The value. No line breaks or other controls; characters up to U+00FF.</param>
public readonly record struct HttpField(string Name, string Value);
