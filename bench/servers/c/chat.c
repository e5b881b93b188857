// A room in which one speaks and many hear, over a Unix socket to "sockeye serve chat". One thread, epoll. Prints one line of JSON.
//
//   chat -u path [-c readers] [-s stopped] [-l bytes of a line] [-r lines/s] [-t seconds] [-w warm-up] [-p server's pid]
//
// The speaker speaks by the clock, whatever is heard: each line says when it was due, and each reader counts from then. `stopped` more
// members come first and never read. Over a Unix socket, because what the kernel keeps for a reader is little there and always the same.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "measure.h"

enum { BUFFER = 16384, MOST_STOPPED = 16 };

typedef struct {
    int fd, is_in;
    unsigned held;
    char came[BUFFER];
} conn;

static const char *path;
static int readers = 999, stopped, size = 1000, server;
static double rate = 50, seconds = 20, warm = 2;
static uint64_t begins = ~0ull, heard, in;

static int come(void)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    strncpy(to.sun_path, path, sizeof to.sun_path - 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (void *)&to, sizeof to)) die("connect");
    return fd;
}

static void hear(conn *c)
{
    ssize_t came = recv(c->fd, c->came + c->held, BUFFER - c->held, MSG_DONTWAIT);
    if (came < 0 && errno == EAGAIN) return;
    if (came == 0) errno = ECONNRESET;
    if (came <= 0) die("recv");
    uint64_t t = now();
    char *line = c->came, *end = c->came + c->held + came, *lf;
    while ((lf = memchr(line, '\n', end - line))) {
        *lf = 0;
        char *due = *line == '<' ? strstr(line, "> @") : NULL;
        if (due) {
            uint64_t was = strtoull(due + 3, NULL, 10);
            if (was >= begins) record(t > was ? t - was : 0), heard++;
        } else if (!c->is_in) c->is_in = 1, in++;      // it was welcomed
        line = lf + 1;
    }
    c->held = end - line;
    if (c->held == BUFFER) errno = EMSGSIZE, die("a line");
    memmove(c->came, line, c->held);
}

// What is there, until the time has come.
static void wait_until(int epoll, uint64_t due)
{
    struct epoll_event events[256];
    for (uint64_t t = now();; t = now()) {
        uint64_t left = due > t ? due - t : 0;
        struct timespec limit = { left / 1000000000, left % 1000000000 };
        int ready = epoll_pwait2(epoll, events, 256, &limit, NULL);
        if (ready < 0 && errno != EINTR) die("epoll_pwait2");
        for (int i = 0; i < ready; i++) hear(events[i].data.ptr);
        if (!left) return;
    }
}

int main(int argc, char **argv)
{
    for (int o; (o = getopt(argc, argv, "u:c:s:l:r:t:w:p:")) > 0;) {
        if (o == 'u') path = optarg;
        else if (o == 'c') readers = atoi(optarg);
        else if (o == 's') stopped = atoi(optarg);
        else if (o == 'l') size = atoi(optarg);
        else if (o == 'r') rate = atof(optarg);
        else if (o == 't') seconds = atof(optarg);
        else if (o == 'w') warm = atof(optarg);
        else if (o == 'p') server = atoi(optarg);
        else return 2;
    }
    if (!path || readers < 1 || stopped < 0 || stopped > MOST_STOPPED || size < 64 || size > 1024 || rate <= 0) return 2;
    prctl(PR_SET_TIMERSLACK, 1ul);
    int epoll = epoll_create1(EPOLL_CLOEXEC), silent[MOST_STOPPED];
    for (int i = 0; i < stopped; i++) silent[i] = come();
    conn *all = calloc(readers + 1, sizeof *all); // the last is the speaker, who hears who comes
    for (int i = 0; i <= readers; i++) {
        all[i].fd = come();
        struct epoll_event event = { EPOLLIN, { .ptr = &all[i] } };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, all[i].fd, &event)) die("epoll_ctl");
    }
    for (uint64_t patience = now() + 30000000000ull; in <= (uint64_t)readers;) {
        if (now() > patience) { errno = ETIMEDOUT; die("welcome"); }
        wait_until(epoll, now() + 10000000);
    }

    char line[1100];
    uint64_t first = now() + 1000000, step = 1e9 / rate, spoken = 0, counted = 0;
    uint64_t measured = first + (uint64_t)(warm * 1e9), ends = measured + (uint64_t)(seconds * 1e9);
    long memory = 0, most = 0;
    double processor = 0;
    for (uint64_t due = first; due < ends; due = first + ++spoken * step) {
        wait_until(epoll, due);
        if (due >= measured && !counted) {
            begins = due;
            memory = most = process_status(server, "VmRSS");
            processor = process_seconds(server);
        }
        counted += due >= measured;
        int length = snprintf(line, sizeof line, "@%llu ", (unsigned long long)due);
        memset(line + length, 'x', size - length - 1);
        line[size - 1] = '\n';
        if (send(all[readers].fd, line, size, MSG_NOSIGNAL) != size) die("send");
        long at = process_status(server, "VmRSS");
        if (at > most) most = at;
    }
    processor = process_seconds(server) - processor;
    uint64_t wanted = counted * readers;
    for (uint64_t patience = now() + 10000000000ull; heard < wanted && now() < patience;) wait_until(epoll, now() + 5000000);

    // They read at last what there is. Who was thrown out finds an end behind it, and who was not finds nothing more.
    int thrown_out = 0;
    for (int i = 0; i < stopped; i++) {
        char rest[65536];
        ssize_t came;
        struct timeval patience = { 10, 0 };
        setsockopt(silent[i], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        while ((came = recv(silent[i], rest, sizeof rest, 0)) > 0) continue;
        thrown_out += came == 0 || errno == ECONNRESET;
    }
    printf("{\"lines\":%llu,\"heard\":%llu,\"missing\":%llu,\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,\"thrown_out\":%d,"
           "\"rss_kib\":%ld,\"rss_most_kib\":%ld,\"server_cpu\":%.3f}\n",
           (unsigned long long)counted, (unsigned long long)heard, (unsigned long long)(wanted - heard), quantile(.5), quantile(.99), quantile(.999),
           longest / 1e3, thrown_out, memory, most, processor / seconds);
    return 0;
}
