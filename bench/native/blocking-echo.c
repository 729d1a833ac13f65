// blocking-echo [FD]: one connection (or what FD is), recv and send in turns, with no time-out. Prints its port.
#include "burst.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

static int accepted(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  check(bind(fd, (struct sockaddr *)&address, length), "bind");
  check(listen(fd, 1), "listen");
  check(getsockname(fd, (struct sockaddr *)&address, &length), "getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return accept(fd, NULL, NULL);
}

int main(int argc, char **argv) {
  static char buffer[65536];
  int fd = argc > 1 ? atoi(argv[1]) : accepted();
  for (;;) {
    ssize_t count = recv(fd, buffer, sizeof buffer, 0);
    if (count <= 0) return 0;
    check(send(fd, buffer, (size_t)count, MSG_NOSIGNAL), "send");
  }
}
