// What load.c and stall.c measure with: a clock, a histogram, and what the kernel says of the server's process.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec ts;
    if (clock_gettime(clock, &ts)) return 0;
    return (uint64_t)ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static uint64_t now(void) { return clock_ns(CLOCK_MONOTONIC); }

// One JSON object is all that is printed, also when it fails.
static void die(const char *what)
{
    printf("{\"error\":\"%s: %s\"}\n", what, strerror(errno));
    exit(1);
}

// Log-linear: 64 steps for each power of two, so a value is known to 1.6 %.
static uint64_t counts[64 * 64], longest;

static void record(uint64_t ns)
{
    unsigned step = ns;
    if (ns >= 64) {
        unsigned power = 63 - __builtin_clzll(ns);
        step = (power - 5) * 64 + ((ns >> (power - 6)) & 63);
    }
    counts[step]++;
    if (ns > longest) longest = ns;
}

// The middle of the step, in microseconds, and never beyond the largest value.
static double quantile(double part)
{
    uint64_t all = 0, passed = 0;
    for (int i = 0; i < 4096; i++) all += counts[i];
    if (!all) return 0;
    uint64_t wanted = (uint64_t)(part * (all - 1)) + 1;
    for (int i = 0; i < 4096; i++) {
        if ((passed += counts[i]) < wanted) continue;
        if (i < 64) return i / 1e3;
        int power = i / 64 + 5;
        double value = (1ull << power) + ((uint64_t)(i & 63) << (power - 6)) + (1ull << (power - 6)) / 2.0;
        return (value < longest ? value : longest) / 1e3;
    }
    return 0;
}

// Processor time of a whole process to the nanosecond, ended threads included.
static double process_seconds(int pid)
{
    clockid_t clock;
    return pid && !clock_getcpuclockid(pid, &clock) ? clock_ns(clock) / 1e9 : 0;
}

// Which part of it was the program's own, in the kernel's ticks.
static void process_split(int pid, double *user, double *system)
{
    char path[64], text[1024], *rest;
    unsigned long u = 0, s = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file) {
        text[fread(text, 1, sizeof text - 1, file)] = 0;
        fclose(file);
        rest = strrchr(text, ')');
        if (!rest || sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s) != 2) u = s = 0;
    }
    *user = (double)u / sysconf(_SC_CLK_TCK);
    *system = (double)s / sysconf(_SC_CLK_TCK);
}

// A number of /proc/PID/status, such as VmRSS in KiB.
static long process_status(int pid, const char *name)
{
    char path[64], line[256];
    long value = 0;
    size_t length = strlen(name);
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = pid ? fopen(path, "r") : NULL;
    if (!file) return 0;
    while (fgets(line, sizeof line, file))
        if (!strncmp(line, name, length) && line[length] == ':') value = atol(line + length + 1);
    fclose(file);
    return value;
}

// Busy and stolen processor seconds of the whole machine: what somebody else used meanwhile.
static void machine_seconds(double *busy, double *stolen)
{
    unsigned long long v[8] = {0};
    FILE *file = fopen("/proc/stat", "r");
    if (file) {
        if (fscanf(file, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", v, v + 1, v + 2, v + 3, v + 4, v + 5, v + 6, v + 7) != 8) v[0] = 0;
        fclose(file);
    }
    double ticks = sysconf(_SC_CLK_TCK);
    *busy = (v[0] + v[1] + v[2] + v[5] + v[6]) / ticks;
    *stolen = v[7] / ticks;
}
