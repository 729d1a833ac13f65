// udp-echo: waits by epoll, then takes one datagram a call and sends it back, until there is none. Prints its port.
#include "burst.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  static char buffer[65536];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  check(bind(fd, (struct sockaddr *)&address, length), "bind");
  check(getsockname(fd, (struct sockaddr *)&address, &length), "getsockname");
  int epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    epoll_wait(epoll, &event, 1, -1);
    for (;;) {
      length = sizeof address;
      ssize_t count = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&address, &length);
      if (count < 0) break;
      sendto(fd, buffer, (size_t)count, 0, (struct sockaddr *)&address, length);
    }
  }
}
