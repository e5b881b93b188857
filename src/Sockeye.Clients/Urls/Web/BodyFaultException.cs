namespace Sockeye.Clients.Urls.Web;

/// <summary>The caller's own stream failed while it was put: on its way through .NET's HTTP, so that nobody blames the server.</summary>
internal sealed class BodyFaultException(Exception own) : Exception(own.Message, own);
