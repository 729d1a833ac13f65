// tcp-echo: the plain epoll loop that the other servers are measured against. Prints its port.
#include "burst.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 65536, EVENTS = 512 };

// What could not be sent at once; the connection is not read from meanwhile.
typedef struct {
  int fd;
  size_t start, end;
  char *held;
} connection_t;

static int epoll;
static char buffer[BUFFER];

static void wait_for(connection_t *self, uint32_t what, int operation) {
  struct epoll_event event = {.events = what, .data.ptr = self};
  check(epoll_ctl(epoll, operation, self->fd, &event), "epoll_ctl");
}

static void end(connection_t *self) {
  close(self->fd);
  free(self->held);
  free(self);
}

static void readable(connection_t *self) {
  ssize_t count = recv(self->fd, buffer, BUFFER, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    end(self);
    return;
  }
  ssize_t sent = send(self->fd, buffer, (size_t)count, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) {
    end(self);
    return;
  }
  if (sent < 0) sent = 0;
  if (sent == count) return;
  if (self->held == NULL) self->held = malloc(BUFFER);
  memcpy(self->held, buffer + sent, (size_t)(count - sent));
  self->start = 0;
  self->end = (size_t)(count - sent);
  wait_for(self, EPOLLOUT, EPOLL_CTL_MOD);
}

static void writable(connection_t *self) {
  ssize_t sent = send(self->fd, self->held + self->start, self->end - self->start, MSG_NOSIGNAL);
  if (sent < 0 && errno == EAGAIN) return;
  if (sent < 0) {
    end(self);
    return;
  }
  self->start += (size_t)sent;
  if (self->start == self->end) wait_for(self, EPOLLIN, EPOLL_CTL_MOD);
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  connection_t listener = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)};
  check(bind(listener.fd, (struct sockaddr *)&address, length), "bind");
  check(listen(listener.fd, 1024), "listen");
  check(getsockname(listener.fd, (struct sockaddr *)&address, &length), "getsockname");
  epoll = epoll_create1(0);
  wait_for(&listener, EPOLLIN, EPOLL_CTL_ADD);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  struct epoll_event events[EVENTS];
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      connection_t *self = events[i].data.ptr;
      if (self != &listener) {
        if (events[i].events & EPOLLOUT) writable(self);
        else readable(self);
        continue;
      }
      int fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK);
      if (fd < 0) continue;
      connection_t *new = calloc(1, sizeof *new);
      new->fd = fd;
      wait_for(new, EPOLLIN, EPOLL_CTL_ADD);
    }
  }
}
