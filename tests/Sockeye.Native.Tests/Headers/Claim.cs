namespace Sockeye.Native.Tests.Headers;

/// <summary>Something the C headers must agree to.</summary>
/// <param name="Name">What a failure prints.</param>
/// <param name="Expression">A C constant expression that is true if we are right.</param>
internal readonly record struct Claim(string Name, string Expression);
