namespace Sockeye.Readiness;

/// <summary>What a <see cref="Selector"/> stands on.</summary>
public enum SelectorKind
{
    /// <summary>epoll(7): a wait costs what is ready. The one to use. It does not take regular files, which are always ready.</summary>
    Epoll,

    /// <summary>poll(2): a wait costs all that is registered. It takes everything.</summary>
    Poll,

    /// <summary>select(2): as poll, and only descriptors below 1024. For comparison.</summary>
    Select,
}
