// What handlers that block do to everybody else. One thread, epoll, TCP on 127.0.0.1. Prints one line of JSON.
//
//   stall -P port [-c connections] [-z stallers] [-k S|C] [-m ms] [-t seconds] [-w warm-up] [-r messages/s] [-p server's pid]
//
// Every message has 32 bytes and is echoed. The first bytes of some tell the server's handler to misbehave before it echoes:
//   "ZS1000" = block the calling thread for 1000 ms,   "ZC1000" = burn 1000 ms of processor time (calibrated work, no wall clock).
// `connections` ordinary ones play ping-pong: closed loop, or with -r at a fixed rate over all, each on its own schedule; a late
// message counts from when it was due. After the warm-up `stallers` send Z messages in a loop for the measured time.
// What is unanswered at the end counts with its age. dead_ms: time in whole slots of 10 ms without any ordinary answer.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include "measure.h"

enum { SIZE = 32, MOST_SECONDS = 120, SLOT = 10000000 };

typedef struct {
    int fd, stalls, under_way;
    unsigned got;
    uint32_t id;
    uint64_t number, began, due; /* due: when the next one is, with -r */
    uint8_t said[SIZE], came[SIZE];
} conn;

static int port, connections = 200, stallers = 5, kind = 'S', ms = 1000, server, measuring;
static double seconds = 10, warm = 1, rate;
static uint64_t errors, messages, stalled, start, step;
static uint8_t answered_in[MOST_SECONDS * 100];

static void say(conn *c, uint64_t t)
{
    c->number++;
    if (c->stalls) snprintf((char *)c->said, SIZE, "Z%c%04d", kind, ms);
    else { c->said[0] = 'n'; memcpy(c->said + 4, &c->id, 4); memcpy(c->said + 8, &c->number, 8); }
    c->began = t;
    c->got = 0;
    c->under_way = 1;
    if (send(c->fd, c->said, SIZE, MSG_NOSIGNAL) != SIZE) die("send"); /* one small message under way: it always fits */
}

static void answer(conn *c)
{
    ssize_t came = recv(c->fd, c->came + c->got, SIZE - c->got, 0);
    if (came < 0 && errno == EAGAIN) return;
    if (came == 0) errno = ECONNRESET;
    if (came <= 0) die("recv");
    if ((c->got += came) < SIZE) return;
    if (!c->under_way || memcmp(c->came, c->said, SIZE)) errors++;
    uint64_t t = now();
    c->under_way = 0;
    if (c->stalls) {
        stalled += measuring;
        say(c, t);
        return;
    }
    if (measuring) {
        messages++;
        record(t - c->began);
        uint64_t slot = (t - start) / SLOT;
        if (slot < sizeof answered_in) answered_in[slot] = 1;
    }
    if (!rate) say(c, t);
    else if (c->due <= t) { uint64_t due = c->due; c->due += step; say(c, due); }
}

static void dial(conn *c, uint32_t id, int ep)
{
    int one = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    c->id = id;
    c->stalls = (int)id >= connections;
    if (connect(c->fd, (void *)&to, sizeof to)) die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}

int main(int argc, char **argv)
{
    int o;
    while ((o = getopt(argc, argv, "P:c:z:k:m:t:w:r:p:")) != -1) switch (o) {
        case 'P': port = atoi(optarg); break;
        case 'c': connections = atoi(optarg); break;
        case 'z': stallers = atoi(optarg); break;
        case 'k': kind = *optarg; break;
        case 'm': ms = atoi(optarg); break;
        case 't': seconds = atof(optarg); break;
        case 'w': warm = atof(optarg); break;
        case 'r': rate = atof(optarg); break;
        case 'p': server = atoi(optarg); break;
        default: return 2;
        }
    if (!port || connections < 1 || stallers < 0 || seconds <= 0 || seconds >= MOST_SECONDS || ms < 0 || ms > 9999 || (kind != 'S' && kind != 'C')) return 2;
    prctl(PR_SET_TIMERSLACK, 1000); /* a schedule wants to be woken within a microsecond */
    int ep = epoll_create1(EPOLL_CLOEXEC), next = 0;
    conn *all = calloc(connections + stallers, sizeof *all);
    for (int i = 0; i < connections + stallers; i++) dial(&all[i], i, ep);
    uint64_t t = now(), measure = t + (uint64_t)(warm * 1e9), end = measure + (uint64_t)(seconds * 1e9);
    uint64_t due = t, gap = rate ? (uint64_t)(1e9 / rate) : 0;
    if (rate) step = (uint64_t)(connections / rate * 1e9);
    for (int i = 0; i < connections; i++)
        if (rate) all[i].due = t + step * i / connections;
        else say(&all[i], t);
    struct epoll_event events[256];
    double cpu = 0;
    while (t < end) {
        struct timespec wait = {0, 20000000};
        if (rate) { /* the schedules are evenly spread, so it goes round */
            for (; due <= t; due += gap, next = (next + 1) % connections) {
                conn *c = &all[next];
                if (!c->under_way && c->due <= t + step / 2) { uint64_t d = c->due; c->due += step; say(c, d); }
            }
            if (due - t < 20000000) wait.tv_nsec = due - t;
        }
        int count = epoll_pwait2(ep, events, 256, &wait, NULL);
        for (int i = 0; i < count; i++) answer(events[i].data.ptr);
        t = now();
        if (!measuring && t >= measure) {
            measuring = 1;
            start = t;
            end = t + (uint64_t)(seconds * 1e9);
            cpu = process_seconds(server);
            for (int i = connections; i < connections + stallers; i++) say(&all[i], t);
        }
    }
    double elapsed = (t - start) / 1e9;
    uint64_t dead = 0, open = 0;
    cpu = process_seconds(server) - cpu;
    for (int i = 0; i < connections; i++)
        if (all[i].under_way && t - all[i].began > 1000000) { open++; record(t - all[i].began); }
    for (uint64_t slot = 0; slot < (uint64_t)(elapsed * 100); slot++) dead += 10 * !answered_in[slot];
    printf("{\"rate\":%.0f,\"p50_us\":%.0f,\"p99_us\":%.0f,\"p999_us\":%.0f,\"max_us\":%.0f,\"dead_ms\":%llu,\"open\":%llu,\"stalled\":%llu,\"server_cpu\":%.2f,\"threads\":%ld,\"errors\":%llu}\n",
           messages / elapsed, quantile(.5), quantile(.99), quantile(.999), longest / 1e3, (unsigned long long)dead, (unsigned long long)open,
           (unsigned long long)stalled, cpu / elapsed, process_status(server, "Threads"), (unsigned long long)errors);
    return errors ? 1 : 0;
}
