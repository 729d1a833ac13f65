// bulk-load PORT SIZE: sends blocks to one connection as fast as they are taken; counts bytes.
#include "burst.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static int fd;
static size_t size;
static char *block;

static uint64_t burst(uint64_t deadline) {
  uint64_t done = 0;
  while (now() < deadline) {
    ssize_t count = send(fd, block, size, MSG_NOSIGNAL);
    check(count, "send");
    done += (uint64_t)count;
  }
  return done;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  size = strtoul(argv[2], NULL, 10);
  block = calloc(1, size);
  fd = socket(AF_INET, SOCK_STREAM, 0);
  check(fd, "socket");
  check(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
  answer(burst);
  return 0;
}
