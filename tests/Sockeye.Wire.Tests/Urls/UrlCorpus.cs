namespace Sockeye.Wire.Tests.Urls;

/// <summary>Thousands of URLs, the same ones each time: parts put together in every way, and text cut and stirred.</summary>
internal static class UrlCorpus
{
    private static readonly string[] Schemes =
        ["", "http:", "HTTP:", "https:", "ftp:", "gopher:", "mailto:", "tel:", "file:", "ws:", "x-foo+1:", "1http:", "svn+ssh:", "sip:", "http::"];

    private static readonly string[] Authorities =
    [
        "", "//h", "//H.Example.COM:80", "//u:p@h:81", "//[::1]:80", "//[FE80::1%eTh0]", "//", "//h:", "//a@b@c:x", "//[v1.x]", "//[::1", "//h]",
        "//u%40:@h:99999", "//x[::1]", "//[::1]x:1", "//[1.2.3.4]", "//bücher.de", "//a\uff0fb", "//[::ffff:1.2.3.4]:0080", "//[:::]", "//@", "//[]",
    ];

    private static readonly string[] Paths =
        ["", "/", "/a/b", "/a;x/b;y;z", "a/b", "../x", "/../../g", "/a//b/", "/ä b", "/%41%2f%zz%", ".", "a:b", ";p", "//x//y", "/.;/..;/g"];

    private static readonly string[] Tails = ["", "?", "?q=1&r=&s&a+b=%20", "#", "#f", "?a?b#c#d", "?x=%e4%bd%a0;y", "#?"];

    private static readonly string[] References =
    [
        "", "g:h", "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g#s", "g?y#s", ";x", "g;x", "g;x?y#s", ".", "./", "..", "../", "../g",
        "../..", "../../", "../../g", "../../../g", "../../../../g", "/./g", "/../g", "g.", ".g", "g..", "..g", "./../g", "./g/.", "g/./h",
        "g/../h", "g;x=1/./y", "g;x=1/../y", "g?y/./x", "g?y/../x", "g#s/./x", "http:g", "HTTP:g", "http://x/../y", "ftp:a", "//x//..//y", "a//..//b",
        "mailto:x", "\tg\n", " g", "///g", "g:", ":g", "%2e%2e/g", "..;/g", "//", "?", "#", "//[::1]/", "//[", "é/..",
    ];

    private static readonly string[] Bases =
    [
        "http://a/b/c/d;p?q", "http://a/b/c/d;p?q#f", "http://a", "http://a/", "http://a?x", "http://a/b//c//d", "a/b/c", "/a/b", "//h/p", "",
        "file:///a/b", "file:a/b", "ftp://u:p@h/x/y;type=a", "gopher://h/1menu", "mailto:a@b", "x-foo://h/a/b", "http:b/c", "svn+ssh://h/a/", "?q",
        "http://a/..", "http://a/b/../c/./d", "http://[::1]:80/x/", "http:///a", "ws://h/a/b", "tel:123;x", "http://a/b;x/c;y/d",
    ];

    internal static IEnumerable<string> Urls()
    {
        foreach (string scheme in Schemes)
            foreach (string authority in Authorities)
                foreach (string path in Paths)
                    foreach (string tail in Tails)
                        if ((scheme.Length + (3 * authority.Length) + (5 * path.Length) + tail.Length) % 3 == 0)
                            yield return scheme + authority + path + tail;
        var random = new Random(3986);
        string[] parts = [.. Schemes, .. Authorities, .. Paths, .. Tails, " ", "\t", "\u0001", "\u00a0", "@", ":", "[", "]", "%", "+", "\ud83d\udc1f"];
        for (int i = 0; i < 4000; i++)
        {
            string url = string.Concat(random.GetItems(parts, 4));
            int cut = random.Next(url.Length + 1);
            while (cut > 0 && cut < url.Length && char.IsLowSurrogate(url[cut])) cut--;
            yield return url[cut..] + url[..cut];
        }
    }

    internal static IEnumerable<(string Base, string Reference)> Joins() =>
        from b in Bases from r in References.Concat(Bases) select (b, r);

    internal static IEnumerable<string> RfcReferences => References;
}
