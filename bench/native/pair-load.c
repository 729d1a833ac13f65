// pair-load SIZE COMMAND…: makes a pair of Unix sockets, runs the command (with descriptor 3, the number of which it
// gets as its last argument) on the processor this was started on, itself moves to another one where there is one, and
// plays ping-pong.
#include "burst.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int fd;
static size_t size;
static char *message;

static uint64_t burst(uint64_t deadline) {
  uint64_t done = 0;
  for (; now() < deadline; done++) {
    check(send(fd, message, size, MSG_NOSIGNAL), "send");
    for (size_t at = 0; at < size;) {
      ssize_t count = recv(fd, message, size - at, 0);
      check(count == 0 ? (errno = ECONNRESET, -1) : count, "recv");
      at += (size_t)count;
    }
  }
  return done;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int pair[2];
  size = strtoul(argv[1], NULL, 10);
  message = calloc(1, size);
  check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
  fd = pair[0];
  pid_t child = fork();
  check(child, "fork");
  if (child == 0) {
    // argv ends with a null pointer, the place of which the descriptor takes.
    char *command[argc];
    for (int i = 2; i < argc; i++) command[i - 2] = argv[i];
    command[argc - 2] = "3";
    command[argc - 1] = NULL;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Not close-on-exec any more: by dup2, or where it is 3 already, by the flag itself.
    if (pair[1] == 3) fcntl(3, F_SETFD, 0);
    else dup2(pair[1], 3);
    execvp(command[0], command);
    perror("execvp");
    _exit(127);
  }
  close(pair[1]);
  cpu_set_t other;
  CPU_ZERO(&other);
  CPU_SET(1, &other);
  sched_setaffinity(0, sizeof other, &other);
  answer(burst);
  return 0;
}
