/* What the kernel alone costs: one send() of the same frame to every socket, and nothing around it.
 *
 *   floor PORT PUBLISH_PORT
 *
 * Each line on the second port goes to all sockets of the first as one text frame. It is no server for anybody: it
 * answers every handshake as the load client's is answered, whose key is always the same, and drops who reads too slowly.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 65536
#define FRAME_MOST 65535

enum kind { NOBODY, DOOR, PUBLISH_DOOR, NEWCOMER, VIEWER, PUBLISHER };

static const char WELCOME[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static enum kind kinds[MOST];
static int viewers[MOST], viewer_count, polling;

static void die(const char *what) { perror(what); exit(1); }

static void follow(int fd, enum kind kind) {
    if (fd >= MOST) die("too many sockets");
    kinds[fd] = kind;
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
    epoll_ctl(polling, EPOLL_CTL_ADD, fd, &event);
}

static void leave(int fd) {
    for (int i = 0; i < viewer_count; i++)
        if (viewers[i] == fd) { viewers[i] = viewers[--viewer_count]; break; }
    kinds[fd] = NOBODY;
    close(fd);
}

static void door(int port, enum kind kind) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&here, sizeof here) || listen(fd, 4096)) die("listen");
    follow(fd, kind);
}

static void let_in(int fd, enum kind kind) {
    int came, one = 1;
    while ((came = accept4(fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(came, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        follow(came, kind);
    }
}

static void send_to_all(const char *text, size_t length) {
    static unsigned char frame[FRAME_MOST + 4];
    size_t head = length < 126 ? 2 : 4;
    if (length > FRAME_MOST) die("too long a line");
    frame[0] = 0x81, frame[1] = length < 126 ? length : 126;
    if (head == 4) frame[2] = length >> 8, frame[3] = length & 255;
    memcpy(frame + head, text, length);
    for (int i = viewer_count - 1; i >= 0; i--)
        if (send(viewers[i], frame, head + length, MSG_NOSIGNAL) != (ssize_t)(head + length)) leave(viewers[i]);
}

static void published(int fd) {
    static char text[1 << 20];
    static size_t length;
    ssize_t got = read(fd, text + length, sizeof text - length);
    if (got <= 0) { leave(fd); length = 0; return; }
    length += got;
    char *line = text, *end;
    while ((end = memchr(line, '\n', text + length - line))) {
        send_to_all(line, end - line);
        line = end + 1;
    }
    length = text + length - line;
    memmove(text, line, length);
}

static void heard(int fd) {
    char text[8192];
    ssize_t got = recv(fd, text, sizeof text, 0);
    if (got <= 0) { leave(fd); return; }
    if (kinds[fd] == NEWCOMER && memmem(text, got, "\r\n\r\n", 4)) {
        (void)!send(fd, WELCOME, sizeof WELCOME - 1, MSG_NOSIGNAL);
        kinds[fd] = VIEWER;
        viewers[viewer_count++] = fd;
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    polling = epoll_create1(0);
    door(atoi(argv[1]), DOOR);
    door(atoi(argv[2]), PUBLISH_DOOR);
    for (;;) {
        struct epoll_event ready[512];
        int many = epoll_wait(polling, ready, 512, -1);
        for (int i = 0; i < many; i++) {
            int fd = ready[i].data.fd;
            switch (kinds[fd]) {
                case DOOR: let_in(fd, NEWCOMER); break;
                case PUBLISH_DOOR: let_in(fd, PUBLISHER); break;
                case PUBLISHER: published(fd); break;
                case NEWCOMER: case VIEWER: heard(fd); break;
                case NOBODY: break;
            }
        }
    }
}
