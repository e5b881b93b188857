// The reference: a TCP echo server in C, one thread, epoll by level. All figures are ratios to it.
//   epoll_echo PORT        on 127.0.0.1; prints "ready"
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM (64 * 1024)

// rest: what was not sent yet; only while the peer is slow, so an idle connection costs these bytes and no buffer.
typedef struct { int fd; size_t off, len; char *rest; } conn;
static int ep;
static char room[ROOM];

static void watch(conn *c, int op, unsigned events)
{
    struct epoll_event e = {.events = events, .data.ptr = c};
    epoll_ctl(ep, op, c->fd, &e);
}

static void drop(conn *c)
{
    close(c->fd);
    free(c->rest);
    free(c);
}

static void take_all(int listener)
{
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        conn *c = calloc(1, sizeof *c);
        c->fd = fd;
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void go_on(conn *c)
{
    ssize_t sent = send(c->fd, c->rest + c->off, c->len - c->off, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) { drop(c); return; }
    if (sent > 0 && (c->off += sent) == c->len) {
        free(c->rest);
        c->rest = NULL;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void echo(conn *c)
{
    ssize_t came = recv(c->fd, room, ROOM, 0);
    if (came <= 0) { if (came == 0 || errno != EAGAIN) drop(c); return; }
    ssize_t sent = send(c->fd, room, came, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) { drop(c); return; }
    if (sent < 0) sent = 0;
    if (sent == came) return;
    c->rest = malloc(c->len = came - sent);
    memcpy(c->rest, room + sent, c->len);
    c->off = 0;
    watch(c, EPOLL_CTL_MOD, EPOLLOUT);
}

int main(int argc, char **argv)
{
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&at, sizeof at) || listen(listener, 4096)) { perror("bind"); return 1; }
    ep = epoll_create1(0);
    conn first = {.fd = listener};
    watch(&first, EPOLL_CTL_ADD, EPOLLIN);
    puts("ready");
    fflush(stdout);
    struct epoll_event events[512];
    for (;;) {
        int count = epoll_wait(ep, events, 512, -1);
        for (int i = 0; i < count; i++) {
            conn *c = events[i].data.ptr;
            if (c == &first) take_all(listener);
            else if (c->rest) go_on(c);
            else echo(c);
        }
    }
}
