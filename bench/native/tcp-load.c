// tcp-load PORT CONNECTIONS SIZE: one message in flight on each connection to an echo server; counts the messages that
// came back whole.
#include "burst.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  int fd;
  size_t sent;
  size_t received;
} connection_t;

static int epoll;
static size_t connections, size;
static connection_t *all;
static char *message, *sink;

static void push(connection_t *self) {
  while (self->sent < size) {
    ssize_t count = send(self->fd, message + self->sent, size - self->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    check(count, "send");
    self->sent += (size_t)count;
  }
}

// Whether the message is back.
static int pull(connection_t *self) {
  ssize_t count = recv(self->fd, sink, size - self->received, MSG_DONTWAIT);
  if (count < 0 && errno == EAGAIN) return 0;
  check(count == 0 ? (errno = ECONNRESET, -1) : count, "recv");
  self->received += (size_t)count;
  // After less than was asked for there is no more, and the next event tells when there is.
  return self->received == size;
}

static void begin(connection_t *self) {
  self->sent = self->received = 0;
  push(self);
}

static uint64_t burst(uint64_t deadline) {
  struct epoll_event events[1024];
  uint64_t done = 0;
  size_t flying = connections;
  for (size_t i = 0; i < connections; i++) begin(&all[i]);
  while (flying > 0) {
    int count = epoll_wait(epoll, events, 1024, 10000);
    if (count == 0) fprintf(stderr, "No answer for ten seconds\n"), exit(1);
    int over = now() >= deadline;
    for (int i = 0; i < count; i++) {
      connection_t *self = events[i].data.ptr;
      if (self->sent < size) push(self);
      if (self->received == size || !pull(self)) continue;
      done++;
      if (over) flying--;
      else begin(self);
    }
  }
  return done;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connections = strtoul(argv[2], NULL, 10);
  size = strtoul(argv[3], NULL, 10);
  all = calloc(connections, sizeof *all);
  message = calloc(1, size);
  sink = malloc(size);
  epoll = epoll_create1(0);
  for (size_t i = 0; i < connections; i++) {
    int one = 1;
    all[i].fd = socket(AF_INET, SOCK_STREAM, 0);
    check(all[i].fd, "socket");
    check(connect(all[i].fd, (struct sockaddr *)&address, sizeof address), "connect");
    check(setsockopt(all[i].fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one), "setsockopt");
    // Edge-triggered in both directions: an event that has nothing to say costs one failed call.
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &all[i]};
    if (size <= 4096) event.events &= ~(unsigned)EPOLLOUT;
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, all[i].fd, &event), "epoll_ctl");
  }
  answer(burst);
  return 0;
}
