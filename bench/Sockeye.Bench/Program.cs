using Sockeye.Bench;

// bench/run roundtrip [rounds [count [size]]]
int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

switch (args.FirstOrDefault())
{
    case "roundtrip":
        return RoundTrip.Run(Number(1, 60), Number(2, 5000), Number(3, 32));
    default:
        Console.Error.WriteLine("usage: bench/run roundtrip [rounds [count [size]]]");
        return 2;
}
