namespace Sockeye.Servers.Ready.Chatting;

/// <summary>The rooms of a chat, and who is in them. Any thread; all in a room hear things in the same order.</summary>
/// <remarks>Each answer is who did not read and is to be thrown out, which is done out of the lock.</remarks>
internal sealed class Hall
{
    private const string FirstRoom = "lobby";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Member> _members = new(StringComparer.OrdinalIgnoreCase);
    private long _guests;

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _members.Count;
            }
        }
    }

    internal IReadOnlyList<Member> Enter(Member member)
    {
        var deaf = new List<Member>();
        lock (_gate)
        {
            do
            {
                member.Name = $"guest{++_guests}";
            }
            while (!_members.TryAdd(member.Name, member));
            member.Hear($"* welcome, {member.Name}: you are in {FirstRoom}, and /help tells what you can do");
            Move(member, FirstRoom, deaf);
        }

        return deaf;
    }

    internal IReadOnlyList<Member> Leave(Member member)
    {
        var deaf = new List<Member>();
        lock (_gate)
        {
            if (_members.TryGetValue(member.Name, out Member? one) && one == member)
            {
                _members.Remove(member.Name);
                Move(member, null, deaf);
            }
        }

        return deaf;
    }

    internal IReadOnlyList<Member> Join(Member member, string room)
    {
        var deaf = new List<Member>();
        lock (_gate)
        {
            if (member.Room is Room before && !before.Name.Equals(room, StringComparison.OrdinalIgnoreCase))
            {
                Move(member, room, deaf);
                member.Hear($"* you are in {member.Room.Name} now");
            }
        }

        return deaf;
    }

    internal IReadOnlyList<Member> Rename(Member member, string name)
    {
        var deaf = new List<Member>();
        lock (_gate)
        {
            if (member.Room is null)
            {
                return deaf;        // it has left
            }

            if (_members.TryGetValue(name, out Member? other) && other != member)
            {
                member.Hear($"* {name} is taken");
                return deaf;
            }

            string before = member.Name;
            _members.Remove(before);
            _members[member.Name = name] = member;
            member.Hear($"* you are {name} now");
            member.Room.Say($"* {before} is {name} now", member, deaf);
        }

        return deaf;
    }

    internal IReadOnlyList<Member> Say(Member member, string words)
    {
        var deaf = new List<Member>();
        lock (_gate)
        {
            member.Room?.Say($"<{member.Name}> {words}", member, deaf);
        }

        return deaf;
    }

    /// <summary>Who is where, a line for each room.</summary>
    internal IReadOnlyList<string> Who()
    {
        lock (_gate)
        {
            return [.. _rooms.Values.OrderBy(static room => room.Name, StringComparer.Ordinal).Select(static room => $"* {room.Name}: {Names(room)}")];
        }
    }

    private static string Names(Room room)
    {
        const int MostListed = 20;
        string names = string.Join(", ", room.Members.Take(MostListed).Select(static member => member.Name));
        return room.Members.Count > MostListed ? $"{names} and {room.Members.Count - MostListed} more" : names;
    }

    private void Move(Member member, string? to, List<Member> deaf)
    {
        if (member.Room is Room from)
        {
            from.Members.Remove(member);
            from.Say($"* {member.Name} has left", member, deaf);
            if (from.Members.Count == 0)
            {
                _rooms.Remove(from.Name);
            }
        }

        member.Room = null;
        if (to is not null)
        {
            if (!_rooms.TryGetValue(to, out Room? room))
            {
                _rooms[to] = room = new Room(to);
            }

            room.Say($"* {member.Name} has come", member, deaf);
            room.Members.Add(member);
            member.Room = room;
        }
    }
}
