// An echo load, one thread, epoll, TCP on 127.0.0.1: each connection keeps `depth` messages of `size` bytes under way, and
// every byte that comes back is compared. Prints one line of JSON.
//
//   load -P port [-c connections] [-s size] [-d depth] [-t seconds] [-w warm-up seconds] [-i idle connections] [-p server's pid] [-f]
//
// With -f each message is a frame: four bytes of length, the greatest first, and as many as are left of its size behind them.
//
// Idle connections echo one 32-byte message each and then stay silent; their addresses are spread over 127.0.0.2, .3, ... so
// that there are ports enough. With -p the server's processor time over the measured window is told, and what it holds resident
// before and after the idle connections.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include "measure.h"

#define PERIOD 65521u /* of the pattern that all messages are made of; a prime, so messages never line up with it */
#define IDLE_SIZE 32
#define IDLE_PER_ADDRESS 10000
#define ROOM (256 * 1024)

typedef struct {
    int fd, full;                           /* full: waits for room to send */
    uint64_t salt, sent, queued, received;  /* bytes since the beginning */
    uint64_t begun, answered;               /* messages */
    uint64_t *when;                         /* message k was sent at when[k % depth] */
} conn;

static int port, connections = 50, depth = 1, idle, server;
static size_t size = 32;
static double seconds = 2, warm = 0.3;
static uint8_t *pattern, room[ROOM];
static uint64_t errors, messages, bytes;
static unsigned period = PERIOD;  /* what is used of the pattern: with frames a multiple of their size */
static int measuring, ep, framed;

// index < 0: an active one, which does not block; else an idle one.
static int dial(int index)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0) die("socket");
    if (index >= 0) {
        struct timeval patience = {.tv_sec = 20};
        struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000002u + index / IDLE_PER_ADDRESS)};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(fd, (void *)&from, sizeof from)) die("bind");
    }
    if (connect(fd, (void *)&to, sizeof to)) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (index < 0) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return fd;
}

static const uint8_t *at(conn *c, uint64_t offset) { return pattern + (offset + c->salt) % period; }

static void wait_for_room(conn *c, int full)
{
    if (c->full == full) return;
    struct epoll_event e = {.events = EPOLLIN | (full ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
    c->full = full;
}

static void flush(conn *c)
{
    while (c->sent < c->queued) {
        ssize_t sent = send(c->fd, at(c, c->sent), c->queued - c->sent, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno != EAGAIN) die("send");
            wait_for_room(c, 1);
            return;
        }
        c->sent += sent;
    }
    wait_for_room(c, 0);
}

static void begin(conn *c, int count, uint64_t t)
{
    for (int i = 0; i < count; i++) c->when[c->begun++ % depth] = t;
    c->queued += (uint64_t)count * size;
    flush(c);
}

static void answer(conn *c)
{
    ssize_t came = recv(c->fd, room, ROOM, 0);
    if (came < 0 && errno == EAGAIN) return;
    if (came == 0) errno = ECONNRESET;
    if (came <= 0) die("recv");
    if (c->received + came > c->sent) { errors++; errno = EPROTO; die("more came back than was sent"); }
    for (ssize_t o = 0; o < came;) {
        size_t length = came - o < (ssize_t)period ? (size_t)(came - o) : period;
        if (memcmp(room + o, at(c, c->received + o), length)) errors++;
        o += length;
    }
    c->received += came;
    uint64_t t = now(), done = c->received / size;
    int count = 0;
    for (; c->answered < done; c->answered++, count++)
        if (measuring) record(t - c->when[c->answered % depth]);
    if (measuring) { messages += count; bytes += came; }
    if (count) begin(c, count, t);
}

// In batches of 200: connect, send one message on each, wait for each echo.
static void open_idle(void)
{
    int *fds = malloc(sizeof *fds * idle);
    char back[IDLE_SIZE];
    for (int first = 0; first < idle; first += 200) {
        int end = first + 200 < idle ? first + 200 : idle;
        for (int k = first; k < end; k++) fds[k] = dial(k);
        for (int k = first; k < end; k++) if (send(fds[k], pattern, IDLE_SIZE, MSG_NOSIGNAL) != IDLE_SIZE) die("send on an idle connection");
        for (int k = first; k < end; k++) if (recv(fds[k], back, IDLE_SIZE, MSG_WAITALL) != IDLE_SIZE || memcmp(back, pattern, IDLE_SIZE)) die("echo on an idle connection");
    }
    usleep(300000); /* what the server still does with them */
}

static conn *open_active(void)
{
    conn *all = calloc(connections, sizeof *all);
    for (int i = 0; i < connections; i++) {
        conn *c = &all[i];
        c->fd = dial(-1);
        c->salt = framed ? (uint64_t)i * 7919 * size : (uint64_t)i * 7919;
        c->when = calloc(depth, sizeof *c->when);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
    }
    return all;
}

int main(int argc, char **argv)
{
    int o;
    while ((o = getopt(argc, argv, "P:c:s:d:t:w:i:p:f")) != -1) switch (o) {
        case 'P': port = atoi(optarg); break;
        case 'c': connections = atoi(optarg); break;
        case 's': size = atol(optarg); break;
        case 'd': depth = atoi(optarg); break;
        case 't': seconds = atof(optarg); break;
        case 'w': warm = atof(optarg); break;
        case 'i': idle = atoi(optarg); break;
        case 'p': server = atoi(optarg); break;
        case 'f': framed = 1; break;
        default: return 2;
        }
    if (!port || connections < 1 || depth < 1 || size < 1 || (framed && (size <= 4 || size > PERIOD || idle))) return 2;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    size_t length = 2 * PERIOD + (size_t)depth * size + 4096;
    uint64_t x = 88172645463325252ull;
    pattern = malloc(length);
    for (size_t i = 0; i < PERIOD; i++) { x ^= x << 13; x ^= x >> 7; x ^= x << 17; pattern[i] = x >> 24; }
    if (framed) {
        period = PERIOD / size * size;
        for (size_t i = 0; i < period; i += size) {
            uint32_t rest = htonl((uint32_t)(size - 4));
            memcpy(pattern + i, &rest, sizeof rest);
        }
    }
    for (size_t i = period; i < length; i++) pattern[i] = pattern[i - period];
    ep = epoll_create1(EPOLL_CLOEXEC);

    long before = process_status(server, "VmRSS"), with_idle = 0;
    if (idle) { open_idle(); with_idle = process_status(server, "VmRSS"); }
    conn *all = open_active();
    for (int i = 0; i < connections; i++) begin(&all[i], depth, now());

    struct epoll_event events[512];
    uint64_t t = now(), start = t, measure = t + (uint64_t)(warm * 1e9), end = measure + (uint64_t)(seconds * 1e9);
    double cpu = 0, own = 0, user = 0, system = 0, busy = 0, stolen = 0, user1, system1, busy1, stolen1;
    while (t < end) {
        int count = epoll_wait(ep, events, 512, 50);
        for (int i = 0; i < count; i++) {
            conn *c = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) flush(c);
            if (events[i].events & ~EPOLLOUT) answer(c);
        }
        t = now();
        if (!measuring && t >= measure) {
            measuring = 1;
            start = t;
            end = t + (uint64_t)(seconds * 1e9);
            machine_seconds(&busy, &stolen);
            process_split(server, &user, &system);
            cpu = process_seconds(server);
            own = clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9;
        }
    }
    double elapsed = (t - start) / 1e9;
    cpu = process_seconds(server) - cpu;
    own = clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9 - own;
    process_split(server, &user1, &system1);
    machine_seconds(&busy1, &stolen1);
    double ticks = user1 - user + system1 - system, part = ticks > 0 ? (user1 - user) / ticks : 0, each = messages ? cpu * 1e6 / messages : 0;
    printf("{\"messages\":%llu,\"rate\":%.0f,\"bytes_s\":%.0f,\"p50_us\":%.2f,\"p99_us\":%.2f,\"errors\":%llu,"
           "\"cpu_us\":%.4f,\"user_us\":%.4f,\"system_us\":%.4f,\"server_cpu\":%.3f,\"load_cpu\":%.3f,\"foreign_cpu\":%.3f,\"rss_kib\":%ld,\"rss_idle_kib\":%ld}\n",
           (unsigned long long)messages, messages / elapsed, bytes / elapsed, quantile(.5), quantile(.99), (unsigned long long)errors,
           each, each * part, each * (1 - part), cpu / elapsed, own / elapsed, (busy1 - busy - cpu - own + stolen1 - stolen) / elapsed, before, with_idle);
    return errors ? 1 : 0;
}
