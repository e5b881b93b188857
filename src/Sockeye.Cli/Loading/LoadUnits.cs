using System.Globalization;

namespace Sockeye.Cli.Loading;

/// <summary>Numbers as people read them: three digits and a unit.</summary>
internal static class LoadUnits
{
    internal static string Time(long nanoseconds)
    {
        (double value, string unit) = nanoseconds switch
        {
            < 1_000 => (nanoseconds, "ns"),
            < 1_000_000 => (nanoseconds / 1e3, "µs"),
            < 1_000_000_000 => (nanoseconds / 1e6, "ms"),
            _ => (nanoseconds / 1e9, "s"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Digits(value)} {unit}");
    }

    internal static string Bytes(double perSecond)
    {
        (double value, string unit) = perSecond switch
        {
            < 1e3 => (perSecond, "B/s"),
            < 1e6 => (perSecond / 1e3, "kB/s"),
            < 1e9 => (perSecond / 1e6, "MB/s"),
            _ => (perSecond / 1e9, "GB/s"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Digits(value)} {unit}");
    }

    internal static double Microseconds(long nanoseconds) => Math.Round(nanoseconds / 1e3, 2);

    private static string Digits(double value)
        => value.ToString(value >= 100 || value == Math.Floor(value) ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
