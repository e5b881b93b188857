namespace Sockeye.Sockets;

// What a socket of AF_ALG is told: its key by setsockopt, the rest as ancillary data.
public readonly partial record struct SocketOption
{
    /// <summary>The key.</summary>
    public static SocketOption ALG_SET_KEY => new(279, 1);

    /// <summary>The initialization vector; struct af_alg_iv. Ancillary data.</summary>
    public static SocketOption ALG_SET_IV => new(279, 2);

    /// <summary>Encrypt or decrypt: 1 or 0. Ancillary data.</summary>
    public static SocketOption ALG_SET_OP => new(279, 3);

    /// <summary>How many bytes are authenticated only. Ancillary data.</summary>
    public static SocketOption ALG_SET_AEAD_ASSOCLEN => new(279, 4);

    /// <summary>How long the authentication tag is, bytes; it is the option's length.</summary>
    public static SocketOption ALG_SET_AEAD_AUTHSIZE => new(279, 5);

    /// <summary>The entropy of a random number generator under test.</summary>
    public static SocketOption ALG_SET_DRBG_ENTROPY => new(279, 6);

    /// <summary>The key, by its number in the kernel's keyring; Linux 6.2.</summary>
    public static SocketOption ALG_SET_KEY_BY_KEY_SERIAL => new(279, 7);

    private static string? AlgName(int number) => number switch
    {
        1 => nameof(ALG_SET_KEY),
        2 => nameof(ALG_SET_IV),
        3 => nameof(ALG_SET_OP),
        4 => nameof(ALG_SET_AEAD_ASSOCLEN),
        5 => nameof(ALG_SET_AEAD_AUTHSIZE),
        6 => nameof(ALG_SET_DRBG_ENTROPY),
        7 => nameof(ALG_SET_KEY_BY_KEY_SERIAL),
        _ => null,
    };
}
