// The reference: what the same round trip costs a C program. Compiled by the bench with gcc -O2.
#include <stddef.h>
#include <sys/socket.h>

// first sends, second receives and answers, first receives: all in this thread. 0, or -1 if a call failed or came short.
int round_trips(int first, int second, int count, size_t size)
{
    char data[65536] = {1};
    if (size > sizeof data) return -1;
    for (int i = 0; i < count; i++) {
        if (send(first, data, size, MSG_NOSIGNAL) != (ssize_t)size) return -1;
        if (recv(second, data, size, 0) != (ssize_t)size) return -1;
        if (send(second, data, size, MSG_NOSIGNAL) != (ssize_t)size) return -1;
        if (recv(first, data, size, 0) != (ssize_t)size) return -1;
    }
    return 0;
}
