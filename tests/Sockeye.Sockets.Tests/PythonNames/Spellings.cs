using System.Globalization;

namespace Sockeye.Sockets.Tests.PythonNames;

/// <summary>Addresses, ports and names as people, old programs and attackers spell them. The same in every run.</summary>
internal static class Spellings
{
    internal static readonly string[] Four =
    [
        "127.0.0.1", "127.1", "127.0.1", "1", "0", "00", "0x0", "0x", "0x7f.1", "0X7F.0x1", "0177.0.0.1", "017700000001", "2130706433", "0x7f000001",
        "08.1.1.1", "09", "0xg", "1.2.3.4 x", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4\n", "1.2.3.4\t9", "1.2.3.4\r", "1.2.3.4.", "1.2.3.4..", ".1.2.3.4", "1..2", "1.2..4",
        "1.2.3.4.5", "256.1.1.1", "1.256.1.1", "1.2.3.256", "1.2.65535", "1.2.65536", "1.16777215", "1.16777216", "4294967295", "4294967296",
        "99999999999999999999", "0x100000000", "037777777777", "040000000000", "-1", "-1.2.3.4", "+1", "+1.2.3.4", "1.-2.3.4", "1.2.3.-4", "1e3", "1,2", "1.2.3.4:80",
        "1.2.3.4/8", "[1.2.3.4]", "1.2.3.4%lo", "00000000.1", "000000000000000000000000127.0.0.1", "001.002.003.004", "1.2.3.04", "1.2.3.0x4", "255.255.255.255",
        "0.0.0.0", "1.2.3.4x", "x1.2.3.4", "1.2.3.٤", "１.2.3.4", "1 2 3 4", "0x1p3", "1.2.3.4\u00a0", "127.0.0.1 ", "0b1", "1_000", "127。0。0。1",
    ];

    internal static readonly string[] Six =
    [
        "::", "::1", ":::", ":", "1::", "::1::", "1::2::3", "fe80::1", "FE80::1", "fe80::1%lo", "fe80::1%1", "fe80::1%0", "fe80::1%99", "fe80::1%nope",
        "fe80::1%", "fe80::1%-1", "fe80::1%4294967296", "fe80::1%1x", "fe80::1%lo ", "::1%lo", "::1%1", "ff02::1%lo", "ff05::1%lo", "2001:db8::1%lo", "2001:db8::1",
        "2001:0db8::1", "2001:00db8::1", "2001:db8:0:0:0:0:0:1", "2001:db8:0:0:0:0:1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "::ffff:1.2.3.4", "::FFFF:1.2.3.4", "::ffff:1.2.3", "::ffff:1.2.3.4.5", "::ffff:256.2.3.4",
        "::ffff:01.2.3.4", "::ffff:0x1.2.3.4", "::1.2.3.4", "64:ff9b::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4::", "::1.2.3.4:5", "::g", "::12345",
        "[::1]", "[::1]:80", "::1/64", " ::1", "::1 ", "::1\n", "0::0", "0:0:0:0:0:0:0:0", "0000:0000:0000:0000:0000:0000:0000:0000", "::ffff:0:0",
        "2002:7f00:1::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "::-1", "::+1", "::0x1", "::1::", "1:::2", "%lo", "::%lo", "fe80::%lo%lo",
    ];

    internal static readonly string[] Words =
    [
        "", " ", ".", "..", "*", "localhost", "LOCALHOST", "localhost.", "localhost..", ".localhost", "a", "a.b", "a b", "a\tb", "a_b", "-a", "a-", "a..b", "host.invalid", "no such host",
        "bücher.example", "BÜCHER.example", "straße.example", "ß", "xn--", "xn--bcher-kva.example", "日本語.example", "例え。テスト", "a\u00adb", "\u200d", "é", "e\u0301", "😀.example",
        "a\0b", "127.0.0.1\0", "\0", "host/../x", "a@b", "a:b", "http://localhost", "localhost:80", "%", "lo", "<broadcast>", "<any>", "0.0.0.0.0", "\n",
        new('a', 63), new('a', 64), new string('a', 63) + ".example", new string('a', 64) + ".example", new('a', 255), new('a', 300), new('é', 70),
        string.Join('.', Enumerable.Repeat("aaaaaaaaa", 25)), string.Join('.', Enumerable.Repeat("aaaaaaaaa", 26)), string.Join('.', Enumerable.Repeat("aaaaaaaaa", 120)),
    ];

    internal static readonly string?[] Services =
    [
        null, "0", "1", "7", "80", "443", "00080", "65535", "65536", "65616", "70000", "131072", "2147483647", "2147483648", "4294967295", "4294967376", "99999999999999999999",
        "-1", "-0", "+80", " 80", "80 ", "80x", "0x50", "8 0", "\t80", "", " ", "http", "HTTP", "Http", "www", "domain", "ssh", "smtp", "ftp", "discard", "echo", "ntp", "syslog", "shell",
        "who", "login", "no-such-service", "http ", " http", "htt", "http/tcp", "80/tcp", "tcp", "٨٠", "８０", "http\0", "80\0", "\0", "é", "日本", new('9', 300), new('a', 300), "-", "+", "--1", "+-80",
    ];

    internal static readonly int[] Families = [0, 1, 2, 3, 4, 5, 10, 16, 17, 29, 40, 99, 255, 65536, -1, int.MaxValue, int.MinValue];

    internal static readonly int[] Kinds = [0, 1, 2, 3, 4, 5, 6, 7, 10, 99, 2048, 524289, -1, int.MaxValue, int.MinValue];

    internal static readonly int[] Protocols = [0, 1, 2, 6, 17, 33, 41, 58, 132, 136, 255, 256, 262, -1, int.MaxValue];

    /// <summary>One that a grammar of numbers, dots and mistakes makes.</summary>
    internal static string RandomFour(Random random)
    {
        int parts = random.Next(10) < 9 ? random.Next(1, 5) : random.Next(1, 7);
        string text = string.Join('.', Enumerable.Range(0, parts).Select(_ => RandomNumber(random, random.Next(4) == 0 ? long.MaxValue >> random.Next(24, 60) : 260)));
        return random.Next(12) == 0 ? Spoilt(random, text) : text;
    }

    /// <summary>Groups, a gap somewhere, an IPv4 tail or a scope now and then, mistakes.</summary>
    internal static string RandomSix(Random random)
    {
        int groups = random.Next(8) < 6 ? 8 : random.Next(0, 10);
        List<string> parts = [.. Enumerable.Range(0, groups).Select(_ => random.Next(3) == 0 ? "0" : random.Next(0x10000).ToString(random.Next(2) == 0 ? "x" : "X4", CultureInfo.InvariantCulture))];
        if (random.Next(5) == 0 && parts.Count > 2)
        {
            parts.RemoveRange(parts.Count - 2, 2);
            parts.Add(RandomFour(random));
        }

        if (random.Next(2) == 0 && parts.Count > 1)
        {
            int at = random.Next(parts.Count);
            parts.RemoveRange(at, Math.Min(random.Next(1, 4), parts.Count - at));
            parts.Insert(at, at == 0 || at == parts.Count ? ":" : "");
        }

        string text = string.Join(':', parts) + (random.Next(10) == 0 ? new[] { "%lo", "%1", "%2", "%x", "%" }[random.Next(5)] : "");
        return random.Next(10) == 0 ? Spoilt(random, text) : text;
    }

    private static string RandomNumber(Random random, long below)
    {
        long number = random.NextInt64(below);
        return random.Next(5) switch
        {
            0 => "0x" + number.ToString(random.Next(2) == 0 ? "x" : "X", CultureInfo.InvariantCulture),
            1 => "0" + Convert.ToString(number, 8),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string Spoilt(Random random, string text)
        => text.Insert(random.Next(text.Length + 1), new[] { " ", ".", ":", "x", "-", "%", "g", "9", "\n", "é" }[random.Next(10)]);
}
