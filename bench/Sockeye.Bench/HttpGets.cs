using System.Diagnostics;
using System.Globalization;
using Sockeye.Clients.Http;

namespace Sockeye.Bench;

/// <summary>
/// GET of 1 KiB over connections that are kept: <see cref="HttpConnection"/> beside <see cref="HttpClient"/>, both awaited, in one process, alternated.
/// </summary>
/// <remarks>
/// nginx has the last processor, and the clients run where the system puts them, as programs do. On two processors the server's own cost hides a part
/// of the difference, so the processor time of a request is told too, the client's and the server's. Held apart from the server (taskset -c 0) over one
/// connection, it is the wake-up of an idle processor that is measured: a client that spins while it waits has none.
/// </remarks>
internal sealed class HttpGets : IDisposable
{
    private const int Warmup = 8;

    private readonly HttpServer _server = new(Environment.ProcessorCount - 1);
    private readonly HttpConnection[] _connections;
    private readonly HttpClient _client;
    private readonly Uri _url;

    private HttpGets(int connections)
    {
        string authority = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_server.Port}");
        _url = new Uri($"http://{authority}/");
        _connections = [.. Enumerable.Range(0, connections).Select(_ => HttpConnection.ConnectAsync(authority).GetAwaiter().GetResult())];
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false, UseCookies = false, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan });
    }

    internal static int Run(int rounds, int count)
    {
        bool within = true;
        foreach ((int connections, double least) in new[] { (64, 1.0), (1, 0.95) })
        {
            using var gets = new HttpGets(connections);
            within &= gets.Compare(rounds, count, least);
        }

        return within ? 0 : 1;
    }

    public void Dispose()
    {
        foreach (HttpConnection one in _connections)
        {
            one.Dispose();
        }

        _client.Dispose();
        _server.Dispose();
    }

    private bool Compare(int rounds, int count, double least)
    {
        var contenders = new (string Name, Func<int, int, Task> Gets)[] { ("HttpConnection", ByConnection), ("HttpClient", ByClient) };
        var measured = contenders.Select(_ => new List<Measured>(rounds)).ToArray();
        for (int round = -Warmup; round < rounds; round++)
        {
            for (int turn = 0; turn < contenders.Length; turn++)
            {
                int who = (turn + Math.Abs(round)) % contenders.Length;
                Measured one = Measure(contenders[who].Gets, count);
                if (round >= 0)
                {
                    measured[who].Add(one);
                }
            }
        }

        Console.WriteLine($"GET of 1 KiB from nginx over {_connections.Length} kept connection(s); {rounds} alternated rounds of {count}");
        for (int who = 0; who < contenders.Length; who++)
        {
            List<Measured> own = measured[who];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{contenders[who].Name,-15} {Statistics.Median(own.Select(static one => one.Rate)),8:0} a second {Statistics.Median(own.Select(static one => one.Processor)),7:0.00} µs processor {Statistics.Median(own.Select(static one => one.Server)),7:0.00} µs of nginx {Statistics.Median(own.Select(static one => one.Bytes)),7:0} bytes a request"));
        }

        double rate = Told("rate", static one => one.Rate, measured);
        Told("processor time", static one => one.Processor, measured);
        bool isLess = Statistics.Median(measured[0].Select(static one => one.Bytes)) < Statistics.Median(measured[1].Select(static one => one.Bytes));
        return rate >= least && isLess;
    }

    private static double Told(string what, Func<Measured, double> of, List<Measured>[] measured)
    {
        List<double> ratios = [.. measured[0].Zip(measured[1], (mine, theirs) => of(mine) / of(theirs))];
        (double low, double high) = Statistics.Interval90(ratios);
        double ratio = Statistics.Median(ratios);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} x {ratio:0.000} of HttpClient   90 % interval {low:0.000} to {high:0.000}"));
        return ratio;
    }

    private Measured Measure(Func<int, int, Task> gets, int count)
    {
        int each = count / _connections.Length;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan used = Environment.CpuUsage.TotalTime, served = _server.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        Task.WhenAll(Enumerable.Range(0, _connections.Length).Select(i => Task.Run(() => gets(i, each)))).GetAwaiter().GetResult();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double made = (double)each * _connections.Length;
        return new Measured(
            made / seconds,
            (Environment.CpuUsage.TotalTime - used).TotalMicroseconds / made,
            (_server.ProcessorTime - served).TotalMicroseconds / made,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / made);
    }

    private async Task ByConnection(int index, int count)
    {
        HttpConnection http = _connections[index];
        byte[] buffer = new byte[4096];
        for (int i = 0; i < count; i++)
        {
            HttpResponse response = await http.GetAsync("/").ConfigureAwait(false);
            int length = 0;
            while (!response.IsWhole)
            {
                length += await response.ReadAsync(buffer).ConfigureAwait(false);
            }

            Demand(response.Status, length);
        }
    }

    // The cheapest way it has: the body is not collected, but read into memory of the caller's.
    private async Task ByClient(int index, int count)
    {
        byte[] buffer = new byte[4096];
        for (int i = 0; i < count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _url);
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
            Stream body = response.Content.ReadAsStream();
            int length = 0, some;
            while ((some = await body.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                length += some;
            }

            Demand((int)response.StatusCode, length);
        }
    }

    private static void Demand(int status, int length)
    {
        if ((status, length) != (200, 1024))
        {
            throw new InvalidOperationException($"{status} with {length} bytes");
        }
    }

    /// <summary>One round: requests a second; microseconds of processor time a request, of the client and of the server; bytes allocated a request.</summary>
    private readonly record struct Measured(double Rate, double Processor, double Server, double Bytes);
}
