using Sockeye.Native;

namespace Sockeye.Readiness.Waits;

/// <summary>Registrations by descriptor number, one each. It guards nothing by itself.</summary>
/// <remarks>
/// A number is borrowed anew for each call by those who work with numbers, so an open descriptor is found by its number. A closed
/// one is found by itself alone: its number may be somebody else's by now.
/// </remarks>
internal sealed class RegistrationTable
{
    private readonly Dictionary<int, Registration> _byNumber = [];

    internal int Count => _byNumber.Count;

    internal Dictionary<int, Registration>.ValueCollection All => _byNumber.Values;

    internal Registration? Find(int number) => _byNumber.GetValueOrDefault(number);

    internal Registration? Find(Descriptor descriptor)
        => _byNumber.TryGetValue(descriptor.Raw, out Registration? found) && (!descriptor.IsClosed || found.Descriptor == descriptor) ? found : null;

    /// <summary>Returns the registration that stood there.</summary>
    internal Registration? Put(Registration registration)
    {
        Registration? before = Find(registration.Descriptor.Raw);
        _byNumber[registration.Descriptor.Raw] = registration;
        return before;
    }

    internal void Remove(Registration registration) => _byNumber.Remove(registration.Descriptor.Raw);

    internal void Clear() => _byNumber.Clear();
}
