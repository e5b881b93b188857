namespace Sockeye.Servers.Ready.Chatting;

/// <summary>Those who hear each other. Under the hall's lock.</summary>
internal sealed class Room(string name)
{
    internal string Name => name;

    internal List<Member> Members { get; } = [];

    /// <summary>Says it to all but one.</summary>
    /// <param name="words">A line.</param>
    /// <param name="but">Who says it.</param>
    /// <param name="deaf">Gets who does not read.</param>
    internal void Say(string words, Member but, List<Member> deaf)
    {
        byte[] line = Member.Encode(words);
        foreach (Member member in Members)
        {
            if (member != but && !member.TryHear(line))
            {
                deaf.Add(member);
            }
        }
    }
}
