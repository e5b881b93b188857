namespace Sockeye.Wire.Gopher;

/// <summary>One line of a gopher menu (RFC 1436).</summary>
/// <param name="Type">0 text, 1 menu, 7 search, 9 binary, g GIF, I image, h HTML, i words, 3 error …</param>
/// <param name="Display">What a person sees.</param>
/// <param name="Selector">What to ask for.</param>
/// <param name="Host">Whom to ask; empty for words.</param>
/// <param name="Port">At which port; 0 for words.</param>
public sealed record GopherItem(char Type, string Display, string Selector = "", string Host = "", int Port = 0)
{
    /// <summary>The line with a dot that ends a menu.</summary>
    public static GopherItem End { get; } = new('.', "");

    /// <summary>The menu ends here.</summary>
    public bool IsEnd => Type == '.';

    /// <summary>Only words for the reader (type i) or an error (type 3): nothing to follow.</summary>
    public bool IsWords => Type is 'i' or '3';
}
