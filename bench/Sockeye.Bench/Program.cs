using Sockeye.Bench;

// bench/run roundtrip [rounds [count [size]]]
// bench/run http [rounds [count]]
int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

switch (args.FirstOrDefault())
{
    case "roundtrip":
        return RoundTrip.Run(Number(1, 60), Number(2, 5000), Number(3, 32));
    case "http":
        return HttpGets.Run(Number(1, 20), Number(2, 20_000));
    default:
        Console.Error.WriteLine("usage: bench/run roundtrip [rounds [count [size]]] | http [rounds [count]]");
        return 2;
}
