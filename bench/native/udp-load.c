// udp-load PORT WINDOW SIZE: WINDOW datagrams in flight to an echo server; counts those that came back. It sends and
// receives in batches, so that the server is what is measured.
#include "burst.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGEST_WINDOW = 256, LARGEST_SIZE = 2048 };

static int fd;
static unsigned window;
static struct mmsghdr outgoing[LARGEST_WINDOW], incoming[LARGEST_WINDOW];
static struct iovec out_vector[LARGEST_WINDOW], in_vector[LARGEST_WINDOW];
static char out_data[LARGEST_SIZE], in_data[LARGEST_WINDOW][LARGEST_SIZE];

static void push(unsigned count) {
  for (unsigned done = 0; done < count;) {
    int sent = sendmmsg(fd, outgoing, count - done, 0);
    check(sent, "sendmmsg");
    done += (unsigned)sent;
  }
}

// How many came back; 0 after a time without any.
static unsigned pull(int milliseconds) {
  int count = recvmmsg(fd, incoming, window, MSG_DONTWAIT, NULL);
  if (count < 0 && errno == EAGAIN) {
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    if (poll(&entry, 1, milliseconds) == 0) return 0;
    count = recvmmsg(fd, incoming, window, MSG_DONTWAIT, NULL);
  }
  check(count, "recvmmsg");
  return (unsigned)count;
}

static uint64_t burst(uint64_t deadline) {
  uint64_t done = 0;
  unsigned flying = window;
  push(window);
  while (flying > 0) {
    unsigned count = pull(200);
    done += count;
    if (count == 0) {
      // Lost datagrams: the window is filled anew.
      fprintf(stderr, "%u datagrams lost\n", flying);
      if (now() >= deadline) break;
      push(window);
      flying = window;
      continue;
    }
    flying -= count > flying ? flying : count;
    if (now() >= deadline) continue;
    push(count);
    flying += count;
  }
  return done;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  window = (unsigned)atoi(argv[2]);
  if (window > LARGEST_WINDOW || atoi(argv[3]) > LARGEST_SIZE) return 2;
  for (unsigned i = 0; i < window; i++) {
    out_vector[i] = (struct iovec){out_data, (size_t)atoi(argv[3])};
    in_vector[i] = (struct iovec){in_data[i], LARGEST_SIZE};
    outgoing[i].msg_hdr = (struct msghdr){.msg_iov = &out_vector[i], .msg_iovlen = 1};
    incoming[i].msg_hdr = (struct msghdr){.msg_iov = &in_vector[i], .msg_iovlen = 1};
  }
  fd = socket(AF_INET, SOCK_DGRAM, 0);
  check(fd, "socket");
  check(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
  answer(burst);
  return 0;
}
