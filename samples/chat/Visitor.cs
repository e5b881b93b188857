using System.Buffers;
using System.Text;
using System.Threading.Channels;
using Sockeye.Servers;
using Sockeye.Wire.Frames;

namespace Chat;

/// <summary>One client: what it says goes to the room, and what the room says waits in its queue until it reads.</summary>
public sealed class Visitor(Room room) : FramedHandler<ReadOnlySequence<byte>>(new LineFrames(maximum: 1000))
{
    private readonly Channel<string> _heard = Channel.CreateBounded<string>(100);
    private Task _telling = Task.CompletedTask;

    protected override ValueTask Setup()
    {
        _telling = Tell();
        room.Enter(this);
        return default;
    }

    protected override ValueTask Handle(ReadOnlySequence<byte> line)
    {
        string words = Encoding.UTF8.GetString(line);
        room.Tell(this, string.Concat(words.Where(static letter => !char.IsControl(letter))));      // else one could write to the others' terminals
        return default;
    }

    protected override async ValueTask Finish()
    {
        room.Leave(this);
        _heard.Writer.TryComplete();
        await _telling;
    }

    /// <summary>Any thread; it waits for nobody.</summary>
    public void Hear(string words)
    {
        if (!_heard.Writer.TryWrite(words)) Request.Abort(new TimeoutException("it does not read what the others say"));
    }

    private async Task Tell()
    {
        await foreach (string words in _heard.Reader.ReadAllAsync())
        {
            await Output.WriteAsync(Encoding.UTF8.GetBytes(words + "\r\n"));
        }
    }
}
