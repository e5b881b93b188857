namespace Sockeye.Clients.Urls;

/// <summary>How far a fetch has come.</summary>
/// <param name="Done">Bytes that are there, those of an earlier one included.</param>
/// <param name="Total">Bytes of the whole; null where nobody knows.</param>
/// <param name="Resumed">Bytes that were there when it began.</param>
public readonly record struct UrlProgress(long Done, long? Total, long Resumed);
