using System.Diagnostics;
using System.Globalization;
using Sockeye.Fuzz;

// fuzz/run [seconds] [seed]                              with coverage
// dotnet run -c Release --project fuzz [seconds] [seed]  without
// Mutational fuzzing of everything in Wire that reads a stranger's bytes. An input is kept and mutated further when it went where none
// went before (coverage), or, without probes, when its outcome has a new shape: which events, which errors, in which order.
// Findings are written to fuzz/findings, end the run with exit code 1, and are tried first in every later run.
double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 120;
int seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount;
string home = Path.Combine(Directory.GetCurrentDirectory(), "fuzz");
var random = new Random(seed);
var mutator = new Mutator(random);
Subject[] subjects = [.. Subjects.All];
List<byte[]>[] corpora = [.. subjects.Select(s => new List<byte[]>(s.Seeds.Concat(Kept(s.Name))))];
HashSet<string>[] shapes = [.. subjects.Select(_ => new HashSet<string>(StringComparer.Ordinal))];
var runs = new long[subjects.Length];
int findings = 0;
Console.WriteLine($"seed {seed}, {seconds} s, {subjects.Length} subjects");

for (int s = 0; s < subjects.Length; s++)
{
    foreach (byte[] input in corpora[s].ToArray()) Try(s, input);
}

var watch = Stopwatch.StartNew();
while (watch.Elapsed.TotalSeconds < seconds && findings < 20)
{
    for (int i = 0; i < 500; i++)
    {
        int s = random.Next(subjects.Length);
        List<byte[]> corpus = corpora[s];
        byte[] input = mutator.Mutate(corpus[random.Next(corpus.Count)], corpus[random.Next(corpus.Count)]);
        if (Try(s, input) && corpus.Count < 2000) corpus.Add(input);
    }
}

for (int s = 0; s < subjects.Length; s++) Console.WriteLine($"{subjects[s].Name,-18} {runs[s],10:N0} runs  {shapes[s].Count,6:N0} shapes  {corpora[s].Count,6:N0} kept");
if (Probe.Steps > 0) Console.WriteLine($"{Probe.Steps:N0} steps between probes");
Console.WriteLine($"{runs.Sum():N0} runs in {watch.Elapsed.TotalSeconds:F0} s, {findings} findings");
return findings == 0 ? 0 : 1;

// True when the outcome has a shape not seen before.
bool Try(int s, byte[] input)
{
    runs[s]++;
    string? complaint = Oracle.Complaint(subjects[s], input, mutator.Cut(input.Length), out string outcome);
    if (complaint is not null) Found(subjects[s], input, complaint);
    bool news = Probe.TakeNews();
    return shapes[s].Add(Shape.Of(outcome)) && Probe.Steps == 0 || news;
}

void Found(Subject subject, byte[] input, string complaint)
{
    findings++;
    string file = Path.Combine(home, "findings", $"{subject.Name}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..12]}");
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    File.WriteAllBytes(file, input);
    Console.WriteLine($"FOUND {file}\n{complaint}");
}

// Findings once made are tried first, for ever.
IEnumerable<byte[]> Kept(string name) =>
    Directory.Exists(Path.Combine(home, "findings")) ? Directory.GetFiles(Path.Combine(home, "findings"), name + "-*").Select(File.ReadAllBytes) : [];
