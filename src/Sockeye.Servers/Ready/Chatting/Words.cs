namespace Sockeye.Servers.Ready.Chatting;

/// <summary>What a member's line means: something said, or a command.</summary>
internal readonly struct Words(Hall hall, Member member)
{
    private const int MostRooms = 50;
    private const string NameRule = "a name has 1 to 32 letters, digits, - and _";

    /// <returns>Who did not read and is to be thrown out.</returns>
    internal IReadOnlyList<Member> Say(string line)
    {
        if (line.Length == 0)
        {
            return [];
        }

        if (line[0] != '/')
        {
            return hall.Say(member, line);
        }

        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["/nick", string name] when ChatText.IsName(name):
                return hall.Rename(member, name);

            case ["/join", string room] when ChatText.IsName(room):
                return hall.Join(member, room);

            case ["/nick" or "/join", ..]:
                return Answer($"* {words[0]} NAME: {NameRule}");

            case ["/who"]:
                IReadOnlyList<string> rooms = hall.Who();
                return Answer([.. rooms.Take(MostRooms), .. rooms.Count > MostRooms ? [$"* and {rooms.Count - MostRooms} rooms more"] : Array.Empty<string>()]);

            case ["/quit"]:
                member.IsLeaving = true;
                return Answer("* goodbye");

            case ["/help"]:
                return Answer("* /nick NAME: be called so", "* /join ROOM: go there", "* /who: who is where", "* /quit: leave", "* anything else is said to the room");

            default:
                return Answer($"* there is no {words[0]}; /help tells what there is");
        }
    }

    private List<Member> Answer(params string[] lines)
    {
        byte[] all = Member.Encode(string.Join('\n', lines));
        return member.TryHear(all) ? [] : [member];
    }
}
