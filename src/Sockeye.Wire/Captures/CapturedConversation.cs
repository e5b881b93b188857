using System.Net;
using Sockeye.Wire.Conversations;

namespace Sockeye.Wire.Captures;

/// <summary>A conversation found in a capture.</summary>
/// <param name="Transport">What carried it.</param>
/// <param name="Client">Who opened it, or spoke first.</param>
/// <param name="Server">The other.</param>
/// <param name="Start">When its first packet was captured; entries' times count from here.</param>
/// <param name="Talk">What was said.</param>
public sealed record CapturedConversation(CaptureTransport Transport, IPEndPoint Client, IPEndPoint Server, DateTimeOffset Start, Conversation Talk);
