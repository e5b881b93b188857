// An echo load in TLS, one thread, epoll, TCP on 127.0.0.1: each connection keeps one message of `size` bytes under way, and every byte
// that comes back is compared. Takes the options of load.c that it has, and prints the same line of JSON.
//
//   tls_load -P port [-c connections] [-s size] [-t seconds] [-w warm-up seconds] [-p server's pid]
//
// Nothing is checked of the server's certificate: what is measured is behind the handshake.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include "measure.h"

#define ROOM 65536

typedef struct {
    int fd, full;               /* full: waits for room to send */
    SSL *tls;
    size_t sent, received;      /* of the message under way */
    uint64_t when;
} conn;

static int ep, measuring;
static size_t size = 32;
static uint8_t *pattern, room[ROOM];
static uint64_t messages, errors;

static void wait_for_room(conn *c, int full)
{
    if (c->full == full) return;
    struct epoll_event e = {.events = EPOLLIN | (full ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
    c->full = full;
}

static void push(conn *c)
{
    while (c->sent < size) {
        size_t count;
        int done = SSL_write_ex(c->tls, pattern + c->sent, size - c->sent, &count);
        if (done <= 0) {
            if (SSL_get_error(c->tls, done) != SSL_ERROR_WANT_WRITE) die("SSL_write");
            wait_for_room(c, 1);
            return;
        }
        c->sent += count;
    }
    wait_for_room(c, 0);
}

static void turn(conn *c)
{
    push(c);
    while (1) {
        size_t count;
        int done = SSL_read_ex(c->tls, room, ROOM, &count);
        if (done <= 0) {
            if (SSL_get_error(c->tls, done) != SSL_ERROR_WANT_READ) die("SSL_read");
            return;
        }
        if (c->received + count > c->sent) { errno = EPROTO; die("more came back than was sent"); }
        if (memcmp(room, pattern + c->received, count)) errors++;
        if ((c->received += count) < size) continue;
        uint64_t t = now();
        if (measuring) { messages++; record(t - c->when); }
        c->received = c->sent = 0;
        c->when = t;
        push(c);
    }
}

static void dial(conn *c, SSL_CTX *context, int port)
{
    int one = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (void *)&to, sizeof to)) die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    c->tls = SSL_new(context);
    SSL_set_fd(c->tls, c->fd);
    if (SSL_connect(c->tls) != 1) die("SSL_connect");
    fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}

int main(int argc, char **argv)
{
    int o, port = 0, connections = 50, server = 0;
    double seconds = 2, warm = 0.3;
    while ((o = getopt(argc, argv, "P:c:s:t:w:p:")) != -1) switch (o) {
        case 'P': port = atoi(optarg); break;
        case 'c': connections = atoi(optarg); break;
        case 's': size = atol(optarg); break;
        case 't': seconds = atof(optarg); break;
        case 'w': warm = atof(optarg); break;
        case 'p': server = atoi(optarg); break;
        default: return 2;
        }
    if (!port || connections < 1 || size < 1) return 2;
    signal(SIGPIPE, SIG_IGN);
    pattern = malloc(size);
    uint64_t x = 88172645463325252ull;
    for (size_t i = 0; i < size; i++) { x ^= x << 13; x ^= x >> 7; x ^= x << 17; pattern[i] = x >> 24; }
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    ep = epoll_create1(EPOLL_CLOEXEC);
    conn *all = calloc(connections, sizeof *all);
    for (int i = 0; i < connections; i++) dial(&all[i], context, port);
    for (int i = 0; i < connections; i++) { all[i].when = now(); turn(&all[i]); }

    struct epoll_event events[256];
    uint64_t t = now(), start = t, measure = t + (uint64_t)(warm * 1e9), end = measure + (uint64_t)(seconds * 1e9);
    double cpu = 0, own = 0, user = 0, system = 0, busy = 0, stolen = 0, user1, system1, busy1, stolen1;
    while (t < end) {
        int count = epoll_wait(ep, events, 256, 50);
        for (int i = 0; i < count; i++) turn(events[i].data.ptr);
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
           "\"cpu_us\":%.4f,\"user_us\":%.4f,\"system_us\":%.4f,\"server_cpu\":%.3f,\"load_cpu\":%.3f,\"foreign_cpu\":%.3f,\"rss_kib\":0,\"rss_idle_kib\":0,\"cipher\":\"%s\"}\n",
           (unsigned long long)messages, messages / elapsed, messages * size / elapsed, quantile(.5), quantile(.99), (unsigned long long)errors,
           each, each * part, each * (1 - part), cpu / elapsed, own / elapsed, (busy1 - busy - cpu - own + stolen1 - stolen) / elapsed, SSL_get_cipher(all[0].tls));
    return errors ? 1 : 0;
}
