/* The load client: opens WebSockets, reads frames, and says when the last socket has each update.
 *
 *   client ADDRESS PORT PATHS COUNT MARKER CLOCK READING
 *
 * PATHS is a file with one request path a line, used in turn. An update is known by what follows MARKER in its text:
 * with CLOCK `mono` a number of nanoseconds of CLOCK_MONOTONIC, when it was sent; with `iso` an ISO 8601 moment in UTC;
 * with `told` there is no marker to read (compressed frames) and a frame counts for the last `sent NUMBER` on stdin.
 * READING is `read`, or `stall`: the sockets are opened and never read; or `again`: who is dropped comes back after the
 * pauses of static/js/backoff.js, and only what a frame of quotes brings counts as received.
 *
 * stdout: `connected COUNT FAILED SECONDS`, then `update SENT RECEIVED LAST` (nanoseconds) once every socket has an
 * update, in any order; with `again` also `back COUNT WHEN` whenever all have a snapshot again; after `end` on stdin the updates that not every socket has, `closed COUNT`, and
 * `bytes COUNT`.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HANDSHAKES_AT_ONCE 64
#define UPDATES 65536
#define INPUT -1

enum state { CONNECTING, SHAKING, OPEN, GONE, AWAY };
struct viewer { int fd; enum state state; unsigned char *kept; size_t length; int attempt, has_snapshot; int64_t due; };
struct update { int64_t sent, last; int received; };

static struct viewer *viewers;
static struct update updates[UPDATES];
static int count, next_viewer, under_way, opened, failed, closed, known, stalling, returning, polling, with_snapshot;
static int64_t told, began, bytes;
static const char *marker;
static char **paths, clock_kind;
static int path_count;
static struct sockaddr_in server;
static unsigned char chunk[1 << 20];

static int64_t now_of(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t now(void) { return now_of(clock_kind == 'i' ? CLOCK_REALTIME : CLOCK_MONOTONIC); }

static void die(const char *what) { perror(what); exit(1); }

/* As the browser does: at once when the server says so, else after ever longer pauses; never all at one moment. */
static void go_away(struct viewer *v, int code) {
    double longest = v->attempt < 5 ? 1e9 * (1 << v->attempt) : 30e9, chance = drand48();
    double pause = code / 100 == 42 && !v->attempt ? chance * 0.5e9 : longest / 2 + chance * longest / 2;
    v->attempt++;
    v->due = now() + (int64_t)pause;
    v->state = AWAY;
    with_snapshot -= v->has_snapshot;
    v->has_snapshot = 0;
    free(v->kept);
    v->kept = NULL;
    v->length = 0;
    close(v->fd);
}

static void come_back(int at) {
    struct viewer *v = &viewers[at];
    v->state = CONNECTING;
    v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (v->fd < 0) die("socket");
    int refused = connect(v->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS;
    struct epoll_event event = { .events = EPOLLOUT, .data.u32 = at };
    if (refused) go_away(v, 0);
    else epoll_ctl(polling, EPOLL_CTL_ADD, v->fd, &event);
}

static void open_more(void) {
    while (under_way < HANDSHAKES_AT_ONCE && next_viewer < count) {
        int at = next_viewer++;
        struct viewer *v = &viewers[at];
        v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (v->fd < 0) die("socket");
        int one = 1, small = 4096;
        setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (stalling) setsockopt(v->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        if (connect(v->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) die("connect");
        struct epoll_event event = { .events = EPOLLOUT, .data.u32 = at };
        epoll_ctl(polling, EPOLL_CTL_ADD, v->fd, &event);
        under_way++;
    }
}

static void drop(struct viewer *v, int code) {
    if (returning && opened == count) { go_away(v, code); return; }
    int was = v->state;
    if (was < OPEN) failed++, under_way--; else closed++;
    v->state = GONE;
    close(v->fd);
    if (was < OPEN) open_more();
    if (opened + failed == count && next_viewer == count && began) {
        printf("connected %d %d %.6f\n", opened, failed, (now() - began) / 1e9);
        began = 0;
    }
}

static void handshake(int at) {
    struct viewer *v = &viewers[at];
    char text[8192];
    int length = snprintf(text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
        paths[at % path_count], inet_ntoa(server.sin_addr), ntohs(server.sin_port),
        clock_kind == 't' ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "");
    if (send(v->fd, text, length, MSG_NOSIGNAL) != length) { drop(v, 0); return; }
    v->state = SHAKING;
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = at };
    epoll_ctl(polling, EPOLL_CTL_MOD, v->fd, &event);
}

static void took(int64_t sent) {
    int at = known - 1;
    while (at >= 0 && updates[at % UPDATES].sent != sent && known - at < UPDATES) at--;
    if (at < 0 || updates[at % UPDATES].sent != sent) {
        at = known++;
        updates[at % UPDATES] = (struct update){ .sent = sent };
    }
    struct update *u = &updates[at % UPDATES];
    u->received++;
    u->last = now();
    if (u->received == count - failed - closed)
        printf("update %lld %d %lld\n", (long long)u->sent, u->received, (long long)u->last);
}

static int64_t moment(const char *text) {
    struct tm tm = { 0 };
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    if (!rest || *rest != '.') return 0;
    return timegm(&tm) * 1000000000LL + atoll(rest + 1) * 1000;
}

static void frame(struct viewer *v, unsigned char first, unsigned char *payload, size_t length) {
    int opcode = first & 15;
    if (opcode == 1) v->attempt = 0;
    if (opcode == 9) { /* a pong with the ping's payload, under a mask of zeros */
        unsigned char pong[256] = { 0x8A, 0x80 | (length & 127) };
        memcpy(pong + 6, payload, length & 127);
        (void)!send(v->fd, pong, 6 + (length & 127), MSG_NOSIGNAL);
    } else if (opcode == 8) {
        drop(v, length >= 2 ? payload[0] << 8 | payload[1] : 0);
    } else if (returning && memmem(payload, length, "\"type\":\"snapshot\"", 17)) {
        with_snapshot += !v->has_snapshot;
        v->has_snapshot = 1;
        if (with_snapshot == count) printf("back %d %lld\n", count, (long long)now());
    } else if (clock_kind == 't') {
        if (told && (first & 0x40) && length > 100) took(told);
    } else {
        unsigned char *found = memmem(payload, length, marker, strlen(marker));
        if (!found) return;
        unsigned char after = payload[length];
        payload[length] = 0;
        char *value = (char *)found + strlen(marker);
        int64_t sent = clock_kind == 'i' ? moment(value) : atoll(value);
        payload[length] = after;
        if (sent) took(sent);
    }
}

static size_t frames(struct viewer *v, unsigned char *data, size_t length) {
    size_t used = 0;
    while (v->state == OPEN && length - used >= 2) {
        unsigned char *p = data + used;
        size_t head = 2, size = p[1] & 127;
        if (size == 126) {
            if (length - used < 4) break;
            head = 4, size = p[2] << 8 | p[3];
        } else if (size == 127) {
            if (length - used < 10) break;
            head = 10, size = 0;
            for (int i = 2; i < 10; i++) size = size << 8 | p[i];
        }
        if (length - used < head + size) break;
        frame(v, p[0], p + head, size);
        used += head + size;
    }
    return used;
}

static void keep(struct viewer *v, unsigned char *data, size_t length) {
    free(v->kept);
    v->kept = NULL;
    if (length) memcpy(v->kept = malloc(length), data, length);
    v->length = length;
}

static void readable(int at) {
    struct viewer *v = &viewers[at];
    if (v->length) memcpy(chunk, v->kept, v->length);
    ssize_t got = recv(v->fd, chunk + v->length, sizeof chunk - 1 - v->length, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) { drop(v, 0); return; }
    bytes += got;
    size_t length = v->length + got, used = 0;
    if (v->state == SHAKING) {
        chunk[length] = 0;
        char *end = strstr((char *)chunk, "\r\n\r\n");
        if (!end) { keep(v, chunk, length); return; }
        if (strncmp((char *)chunk, "HTTP/1.1 101", 12)) {
            if (!failed) fprintf(stderr, "refused: %.200s\n", chunk);
            drop(v, 0);
            return;
        }
        v->state = OPEN;
        used = end + 4 - (char *)chunk;
        if (returning && opened == count) goto welcomed;
        under_way--, opened++;
        if (stalling) epoll_ctl(polling, EPOLL_CTL_DEL, v->fd, NULL);
        open_more();
        if (opened + failed == count) {
            printf("connected %d %d %.6f\n", opened, failed, (now() - began) / 1e9);
            began = 0;
        }
    }
welcomed:
    if (!stalling) used += frames(v, chunk + used, length - used);
    if (v->state == OPEN) keep(v, chunk + used, stalling ? 0 : length - used);
}

static void finish(void) {
    for (int i = known > UPDATES ? known - UPDATES : 0; i < known; i++) {
        struct update *u = &updates[i % UPDATES];
        if (u->received < count - failed)
            printf("update %lld %d %lld\n", (long long)u->sent, u->received, (long long)u->last);
    }
    printf("closed %d\nbytes %lld\n", closed, (long long)bytes);
    exit(0);
}

/* A processor that halts between two frames has to be woken by the sender, at the sender's cost; other machines' are
 * none of a server's business. So a process that runs only when nothing else wants to keeps this one awake. */
static void stay_awake(void) {
    pid_t parent = getpid();
    if (fork()) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct sched_param lowest = { 0 };
    if (getppid() != parent || sched_setscheduler(0, SCHED_IDLE, &lowest)) _exit(0);
    for (;;) {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
}

static void command(void) {
    static char text[65536];
    static size_t length;
    ssize_t got = read(0, text + length, sizeof text - 1 - length);
    if (got <= 0) finish();
    length += got;
    text[length] = 0;
    char *line = text, *end;
    while ((end = strchr(line, '\n'))) {
        if (!strncmp(line, "sent ", 5)) told = atoll(line + 5);
        if (!strncmp(line, "end", 3)) finish();
        line = end + 1;
    }
    length = strlen(line);
    memmove(text, line, length + 1);
}

int main(int argc, char **argv) {
    if (argc != 8) return 2;
    server.sin_family = AF_INET;
    server.sin_port = htons(atoi(argv[2]));
    inet_pton(AF_INET, argv[1], &server.sin_addr);
    FILE *file = fopen(argv[3], "r");
    if (!file) die(argv[3]);
    char line[4096];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        paths = realloc(paths, (path_count + 1) * sizeof *paths);
        paths[path_count++] = strdup(line);
    }
    count = atoi(argv[4]), marker = argv[5], clock_kind = argv[6][0], stalling = argv[7][0] == 's', returning = argv[7][0] == 'a';
    viewers = calloc(count, sizeof *viewers);
    stay_awake();
    setvbuf(stdout, NULL, _IOLBF, 0);
    polling = epoll_create1(0);
    struct epoll_event input = { .events = EPOLLIN, .data.u32 = (uint32_t)INPUT }, ready[512];
    epoll_ctl(polling, EPOLL_CTL_ADD, 0, &input);
    began = now();
    open_more();
    for (;;) {
        int many = epoll_wait(polling, ready, 512, returning ? 5 : -1);
        for (int i = 0; i < many; i++) {
            int at = (int)ready[i].data.u32;
            if (at == INPUT) command();
            else if (viewers[at].state == CONNECTING) handshake(at);
            else if (viewers[at].state < GONE) readable(at);
        }
        for (int at = 0; returning && at < count; at++)
            if (viewers[at].state == AWAY && viewers[at].due <= now()) come_back(at);
    }
}
