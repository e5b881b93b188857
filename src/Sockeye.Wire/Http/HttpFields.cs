using System.Text;

namespace Sockeye.Wire.Http;

/// <summary>
/// The fields of a head or of trailers, as they came. They lie in one buffer that is used again for the next message: copy what must stay.
/// </summary>
public sealed class HttpFields
{
    private Place[] _places = new Place[16];

    internal HttpFields()
    {
    }

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes all places point into.</summary>
    internal byte[] Bytes { get; set; } = [];

    /// <summary>The name of a field as it came.</summary>
    public ReadOnlySpan<byte> NameAt(int index) => Bytes.AsSpan(At(index).Name, At(index).NameLength);

    /// <summary>The value of a field, without the space around it.</summary>
    public ReadOnlySpan<byte> ValueAt(int index) => Bytes.AsSpan(At(index).Value, At(index).ValueLength);

    /// <summary>The value of the first field of this name; names compare without case.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < Count; i++)
        {
            if (!Ascii.EqualsIgnoreCase(NameAt(i), name)) continue;
            value = ValueAt(i);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The values of every field of this name, joined with ", "; null when there is none. Bytes above 127 are read as Latin-1.</summary>
    public string? Get(string name)
    {
        string? all = null;
        for (int i = 0; i < Count; i++)
        {
            if (!Ascii.EqualsIgnoreCase(NameAt(i), name)) continue;
            string value = Encoding.Latin1.GetString(ValueAt(i));
            all = all is null ? value : all + ", " + value;
        }

        return all;
    }

    /// <summary>A list-valued field (in one field or several of this name) has this member; without case.</summary>
    public bool HasMember(ReadOnlySpan<byte> name, ReadOnlySpan<byte> member)
    {
        for (int i = 0; i < Count; i++)
        {
            if (!Ascii.EqualsIgnoreCase(NameAt(i), name)) continue;
            ReadOnlySpan<byte> list = ValueAt(i);
            while (HttpText.TryNextMember(ref list, out ReadOnlySpan<byte> one))
            {
                if (Ascii.EqualsIgnoreCase(one, member)) return true;
            }
        }

        return false;
    }

    /// <summary>Every field as text, in order: a copy that stays.</summary>
    public IReadOnlyList<HttpField> ToList() =>
        [.. Enumerable.Range(0, Count).Select(i => new HttpField(Encoding.Latin1.GetString(NameAt(i)), Encoding.Latin1.GetString(ValueAt(i))))];

    /// <summary>Where the field stands: bytes from the start of its head, or of the trailers.</summary>
    internal int StartOf(int index) => At(index).Name;

    /// <summary>Where its value stands, counted from the same place.</summary>
    internal int ValueStartOf(int index) => At(index).Value;

    internal void Clear() => Count = 0;

    internal void Add(int name, int nameLength, int value, int valueLength)
    {
        if (Count == _places.Length) Array.Resize(ref _places, 2 * Count);
        _places[Count++] = new Place(name, nameLength, value, valueLength);
    }

    private Place At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _places[index];
    }

    private readonly record struct Place(int Name, int NameLength, int Value, int ValueLength);
}
