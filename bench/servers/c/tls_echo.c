// The reference of the TLS cases: an echo on epoll, one thread, OpenSSL on the socket itself. One record is read and written at a time.
//
//   tls_echo PORT CERTIFICATE KEY
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include "measure.h"

#define RECORD 16384

typedef struct {
    int fd, full;           /* full: waits for room to send */
    SSL *tls;
    size_t have, sent;      /* of what is in the buffer */
    unsigned char buffer[RECORD];
} conn;

static int ep;

static void wait_for_room(conn *c, int full)
{
    if (c->full == full) return;
    struct epoll_event e = {.events = EPOLLIN | (full ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
    c->full = full;
}

static void end(conn *c)
{
    SSL_free(c->tls);
    close(c->fd);
    free(c);
}

static void serve(conn *c)
{
    while (1) {
        size_t count;
        int writes = c->sent < c->have;
        int done = writes ? SSL_write_ex(c->tls, c->buffer + c->sent, c->have - c->sent, &count) : SSL_read_ex(c->tls, c->buffer, RECORD, &count);
        if (done <= 0) {
            int error = SSL_get_error(c->tls, done);
            if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) end(c);
            else wait_for_room(c, error == SSL_ERROR_WANT_WRITE);
            return;
        }
        if (writes) c->sent += count;
        else { c->have = count; c->sent = 0; }
        if (c->sent == c->have) wait_for_room(c, 0);
    }
}

static void take(int listener, SSL_CTX *context)
{
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        conn *c = calloc(1, sizeof *c);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        c->fd = fd;
        c->tls = SSL_new(context);
        SSL_set_fd(c->tls, fd);
        SSL_set_accept_state(c->tls);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
    }
}

int main(int argc, char **argv)
{
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (argc != 4) return 2;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_use_certificate_file(context, argv[2], SSL_FILETYPE_PEM) != 1 || SSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM) != 1) die("certificate");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&at, sizeof at) || listen(listener, 4096)) die("listen");
    ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN}, ready[256];
    epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
    while (1) {
        int count = epoll_wait(ep, ready, 256, -1);
        for (int i = 0; i < count; i++) {
            if (ready[i].data.ptr) serve(ready[i].data.ptr);
            else take(listener, context);
        }
    }
}
