"""What is measured, and which servers there are: the one place where their command lines stand."""

# name: (arguments of c/load.c, what it is)
CASES = {
    'c1': ('-c 1', '1 connection, ping-pong of 32 bytes'),
    'c50': ('-c 50', '50 connections, one message of 32 bytes under way on each'),
    'c1000': ('-c 1000', '1000 connections, one message of 32 bytes under way on each'),
    'pipe': ('-c 50 -d 16', '50 connections, 16 messages of 32 bytes under way on each'),
    'big': ('-c 8 -s 65536', '8 connections, one message of 64 KiB under way on each'),
    'idle': ('-c 50 -i 10000', '50 busy connections beside 10,000 idle ones, a fresh server each time'),
    'framed': ('-c 50 -s 36 -f', '50 connections, one frame of 4 + 32 bytes under way on each; the server in C echoes bytes and knows of no frames'),
    'tls': ('-c 50', '50 connections in TLS 1.3, one message of 32 bytes under way on each; the server in C is on OpenSSL'),
    'tlsbig': ('-c 8 -s 65536', '8 connections in TLS 1.3, one message of 64 KiB under way on each; the server in C is on OpenSSL'),
    'stalls': (None, '200 ordinary connections, and 5 whose handlers block or burn their thread for a second each time'),
}

# of the stalls case: (name, arguments of c/stall.c, what it is)
STALLS = (
    ('unstalled', '-z 0', 'nobody misbehaves'),
    ('sleep', '-k S', 'handlers sleep; closed loop'),
    ('sleep, open', '-k S -r 10000', 'handlers sleep; 10,000 messages/s by the clock'),
    ('burn', '-k C', 'handlers burn their processor; closed loop'),
)

REFERENCE = 'C epoll'
# the idle case opens more from one address than the safe limits of a server allow, and leaves them alone for longer
OPEN = ' --max-connections 100000 --max-per-address 100000 --idle 0'
INLINE = 'env DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 '

# name: (command, command for the stalls case). None there: nothing of it makes a handler block, as the verbs of a socket have no handler that a test could change; "serve echo" itself obeys nobody, so a server of its own stands for it.
# {buffer} is 4096, and for "big" 65536: with less a large message is sixteen.
SERVERS = {
    REFERENCE: ('{bin}/epoll_echo {port}', None),
    'Sockets async': ('dotnet {sockets} async {port} {buffer}', 'dotnet {sockets} async {port} 4096 stalls'),
    'Sockets inline': (INLINE + 'dotnet {sockets} saea {port} {buffer}', INLINE + 'dotnet {sockets} saea {port} 4096 stalls'),
    'Kestrel': ('dotnet {kestrel} {port}', 'dotnet {kestrel} {port} stalls'),
    'Sockeye guarded': ('dotnet {sockeye} serve echo 127.0.0.1:{port} --lane guarded --loops 1 --pipe' + OPEN, 'dotnet {obeying} guarded {port}'),
    'Sockeye inline': ('dotnet {sockeye} serve echo 127.0.0.1:{port} --lane inline --loops 1 --pipe' + OPEN, 'dotnet {obeying} inline {port}'),
    'Sockeye pool': ('dotnet {sockeye} serve echo 127.0.0.1:{port} --lane pool --loops 1 --pipe' + OPEN, 'dotnet {obeying} pool {port}'),
    'Sockeye guarded raw': ('dotnet {sockeye} serve echo 127.0.0.1:{port} --lane guarded --loops 1 --raw' + OPEN, None),
}

# "bench/run ways": one handler, in each way of serving
WAYS = {way: ('dotnet {ways} %s {port}' % way, None) for way in ('loops', 'oneatatime', 'threads', 'processes', 'selector')}

# of the framed case: those that read frames; the last one is a whole server, with its limits watched
FRAMED = {
    REFERENCE: '{bin}/epoll_echo {port}',
    'Kestrel': 'dotnet {kestrel} {port} framed',
    'Sockeye guarded': 'dotnet {obeying} guarded {port} framed',
    'Sockeye inline': 'dotnet {obeying} inline {port} framed',
    'Sockeye server': 'dotnet {ways} loops {port} framed',
}

# of the TLS cases: a record, or {buffer} where that is more, at a time; ours are whole servers
SECURE = {
    REFERENCE: '{bin}/tls_echo {port} {certificate} {key}',
    'Sockets async': 'dotnet {sockets} tls {port} {buffer} {certificate} {key}',
    'Sockets inline': INLINE + 'dotnet {sockets} tls {port} {buffer} {certificate} {key}',
    'Kestrel': 'dotnet {kestrel} {port} tls {certificate} {key}',
    'Sockeye server': 'dotnet {tls} pipe {port} {certificate} {key}',
    'Sockeye server, stream': 'dotnet {tls} stream {port} {certificate} {key} {buffer}',
}
SECURE_CASES = ('tls', 'tlsbig')

# what a command needs built: placeholder: (project, the file that comes of it)
PROJECTS = {
    'sockets': ('bench/servers/sockets', 'artifacts/bin/Sockeye.Bench.Sockets/release/Sockeye.Bench.Sockets.dll'),
    'kestrel': ('bench/servers/kestrel', 'artifacts/bin/Sockeye.Bench.Kestrel/release/Sockeye.Bench.Kestrel.dll'),
    'obeying': ('bench/servers/sockeye', 'artifacts/bin/Sockeye.Bench.Obeying/release/Sockeye.Bench.Obeying.dll'),
    'ways': ('bench/servers/ways', 'artifacts/bin/Sockeye.Bench.Ways/release/Sockeye.Bench.Ways.dll'),
    'tls': ('bench/servers/tls', 'artifacts/bin/Sockeye.Bench.Tls/release/Sockeye.Bench.Tls.dll'),
    'sockeye': ('src/Sockeye.Cli', 'artifacts/bin/Sockeye.Cli/release/sockeye.dll'),
}
