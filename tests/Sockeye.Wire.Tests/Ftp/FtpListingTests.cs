using System.Globalization;
using Sockeye.Wire.Ftp;

namespace Sockeye.Wire.Tests.Ftp;

public sealed class FtpListingTests
{
    private static readonly DateOnly Today = new(2026, 3, 1);

    [Theory]
    // MLSD
    [InlineData("type=file;size=12;modify=20260102030405; a file.txt", "File|a file.txt|12|2026-01-02T03:04:05Z|")]
    [InlineData("Type=dir;Modify=20260102030405.123;UNIX.mode=0755; sub", "Directory|sub||2026-01-02T03:04:05Z|")]
    [InlineData("type=cdir; .", "Self|.|||")]
    [InlineData("type=OS.unix=slink:/etc; link", "Link|link|||/etc")]
    [InlineData("type=OS.unix=chr-1/3; null", "Other|null|||")]
    [InlineData("size=x;modify=never; odd", "File|odd|||")]
    // Unix
    [InlineData("-rw-r--r--   1 owner    group        4096 Jan 31 12:00 name with  spaces", "File|name with  spaces|4096|2026-01-31T12:00:00|")]
    [InlineData("drwxr-xr-x 2 0 0 4096 Dec 24 2019 dir", "Directory|dir||2019-12-24T00:00:00|")]
    [InlineData("lrwxrwxrwx 1 o g 7 Mar  2 23:59 bin -> usr/bin", "Link|bin|7|2026-03-02T23:59:00|usr/bin")]
    [InlineData("-rw-r--r-- 1 o g 7 Mar  3 23:59 last year", "File|last year|7|2025-03-03T23:59:00|")]
    [InlineData("-rw-r--r-- 1 o g 7 Feb 29 10:00 leap", "File|leap|7|2024-02-29T10:00:00|")]
    [InlineData("-rw-r--r-- 1 owner 512 Jan 01 2020 nogroup", "File|nogroup|512|2020-01-01T00:00:00|")]
    [InlineData("-rw-rw-r--+ 1 o g 3 31 Jan 2020 acl", "File|acl|3|2020-01-31T00:00:00|")]
    [InlineData("crw-rw-rw- 1 root root 3 Jan 1 2020 null", "Other|null|3|2020-01-01T00:00:00|")]
    [InlineData("-rw-r--r-- 1 o g 1 Jan 1 2020  leading space", "File| leading space|1|2020-01-01T00:00:00|")]
    [InlineData("-rw-r--r-- 1 May May 5 May 05 2020 May 1 2020 x", "File|May 1 2020 x|5|2020-05-05T00:00:00|")]
    [InlineData("-rw-r--r-- 1 jan 10 1024 Mar  1 12:00 report.txt", "File|report.txt|1024|2026-03-01T12:00:00|")]
    [InlineData("-rw-r--r-- 1 10 jan 1024 Mar  1 2020 report.txt", "File|report.txt|1024|2020-03-01T00:00:00|")]
    [InlineData("-rw-r--r-- 1 o g 5 May 05 2020 7 May 1 2020 x", "File|7 May 1 2020 x|5|2020-05-05T00:00:00|")]
    [InlineData("-rw-r--r-- 1 Domain Users some one 5 May 05 2020 spaces", "File|spaces|5|2020-05-05T00:00:00|")]
    [InlineData("brw-rw---- 1 root disk 10, 200 Jan  1 2020 sda", "Other|sda||2020-01-01T00:00:00|")]
    [InlineData("crw-rw---- 1 jan 10 10,200 Jan  1 2020 tty", "Other|tty||2020-01-01T00:00:00|")]
    [InlineData("-rw-r--r-- 1 root disk 10, 200 Jan  1 2020 x", "File|x|200|2020-01-01T00:00:00|")]
    // DOS
    [InlineData("01-31-26  03:04PM       <DIR>          My Folder", "Directory|My Folder||2026-01-31T15:04:00|")]
    [InlineData("01-31-2026  03:04AM            1,234 a b.txt", "File|a b.txt|1234|2026-01-31T03:04:00|")]
    [InlineData("12-01-25  13:04                 9 x", "File|x|9|2025-12-01T13:04:00|")]
    // none of them
    [InlineData("total 12", "Unknown|total 12|||")]
    [InlineData("", "Unknown||||")]
    [InlineData("-rw-r--r-- 1 o g 7 Foo 31 12:00 x", "Unknown|-rw-r--r-- 1 o g 7 Foo 31 12:00 x|||")]
    [InlineData("-rw-r--r-- 1 o g 7 Jan 32 12:00 x", "Unknown|-rw-r--r-- 1 o g 7 Jan 32 12:00 x|||")]
    [InlineData("-rw-r--r-- 1 o g 7 Jan 31 25:00 x", "Unknown|-rw-r--r-- 1 o g 7 Jan 31 25:00 x|||")]
    [InlineData("-rw-r--r-- 1 o g 99999999999999999999 Jan 31 12:00 x", "Unknown|-rw-r--r-- 1 o g 99999999999999999999 Jan 31 12:00 x|||")]
    [InlineData("01-32-26  03:04PM <DIR> x", "Unknown|01-32-26  03:04PM <DIR> x|||")]
    [InlineData("+i8388621.48594,m825718503,r,s280,\tdjb.html", "Unknown|+i8388621.48594,m825718503,r,s280,\tdjb.html|||")]
    public void EachForm(string line, string expected)
    {
        FtpEntry entry = FtpListing.Parse(line, Today);
        string time = entry.Modified?.ToString(entry.Modified.Value.Kind == DateTimeKind.Utc ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) ?? "";
        Assert.Equal(expected, $"{entry.Kind}|{entry.Name}|{entry.Size}|{time}|{entry.Target}");
        Assert.Equal(line, entry.Raw);
    }

    [Fact]
    public void MlsdFacts_AreKept()
    {
        FtpEntry entry = FtpListing.Parse("type=file;UNIX.mode=0644;Perm=r; x", Today);
        Assert.Equal(("0644", "r"), (entry.Facts["unix.mode"], entry.Facts["perm"]));
    }

    [Fact]
    public void AnyTextAtAll_IsAnEntry()
    {
        string[] parts = ["-rw-r--r--", "drwxr-xr-x", " ", "  ", "1", "Jan", "31", "12:00", "99", "->", " -> ", ";", "=", "type=", "\t", "01-31-26", "03:04PM", "<DIR>", "é", "Feb", "29", "0000", "\u0001"];
        var random = new Random(959);
        for (int i = 0; i < 20_000; i++)
        {
            string line = string.Join(random.Next(2) == 0 ? " " : "", random.GetItems(parts, random.Next(1, 10)));
            Assert.Equal(line, FtpListing.Parse(line, Today).Raw);
        }
    }
}
