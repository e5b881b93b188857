using System.Net;

namespace Sockeye.Servers.Tests.Handlers;

/// <summary>Echoes, says goodbye, notes its steps, and throws where it shall.</summary>
internal sealed class Steps : StreamHandler
{
    private readonly List<string> _done = [];

    internal string ThrowsIn { get; init; } = "";

    internal EndPoint? CameTo { get; private set; }

    internal string Done => string.Join(' ', _done);

    protected override ValueTask Setup()
    {
        CameTo = Request.LocalEndPoint;
        Do("setup");
        return default;
    }

    protected override async Task Handle()
    {
        await Input.CopyToAsync(Output);
        Do("handle");
    }

    protected override async ValueTask Finish()
    {
        Do("finish");
        await Output.WriteAsync("bye"u8.ToArray());
    }

    private void Do(string step)
    {
        _done.Add(step);
        if (ThrowsIn.Split(' ').Contains(step))
        {
            throw new InvalidDataException($"{step} on purpose");
        }
    }
}
