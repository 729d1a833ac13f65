// tls-load echo PORT CONNECTIONS SIZE: as tcp-load, over TLS.
// tls-load full|resumed PORT CONNECTIONS: TLS 1.3 handshakes, so many at a time; one is counted when the server's first
// byte has come, and then closed.
// tls-load idle PORT CONNECTIONS PID: opens so many more connections in each burst and leaves them alone; answers by
// how many bytes the memory of the process has grown for each of them, since the first burst.
#include "burst.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGEST = 65536 };

typedef struct {
  SSL *ssl;
  int fd;
  size_t sent, received;
  int offered; // a session to resume
} connection_t;

static struct sockaddr_in address = {.sin_family = AF_INET};
static SSL_CTX *context;
static unsigned char session[8192]; // encoded: a session object is marked by what becomes of its connections
static long session_length;
static int epoll, resumed;
static size_t connections, size = 1;
static connection_t *all;
static char message[LARGEST], sink[LARGEST];
static const char *subject;

static void fail(const char *doing) {
  fprintf(stderr, "%s failed\n", doing);
  exit(1);
}

// The first one is what all are resumed from.
static int keep_session(SSL *ssl, SSL_SESSION *new) {
  unsigned char *end = session;
  (void)ssl;
  if (session_length == 0 && i2d_SSL_SESSION(new, NULL) <= (int)sizeof session)
    session_length = i2d_SSL_SESSION(new, &end);
  return 0;
}

static void open_connection(connection_t *self) {
  int one = 1;
  self->fd = socket(AF_INET, SOCK_STREAM, 0);
  check(self->fd, "socket");
  check(connect(self->fd, (struct sockaddr *)&address, sizeof address), "connect");
  setsockopt(self->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  self->sent = self->received = 0;
  self->ssl = SSL_new(context);
  SSL_set_fd(self->ssl, self->fd);
  SSL_set_connect_state(self->ssl);
  self->offered = resumed && session_length > 0;
  if (self->offered) {
    const unsigned char *start = session;
    SSL_SESSION *old = d2i_SSL_SESSION(NULL, &start, session_length);
    SSL_set_session(self->ssl, old);
    SSL_SESSION_free(old);
  }
}

static void watch(connection_t *self) {
  check(fcntl(self->fd, F_SETFL, O_NONBLOCK), "fcntl");
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = self};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, self->fd, &event), "epoll_ctl");
}

static int blocked(SSL *ssl, int result) {
  int error = SSL_get_error(ssl, result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

static void push(connection_t *self) {
  while (self->sent < size) {
    int count = SSL_write(self->ssl, message, (int)(size - self->sent));
    if (count <= 0 && blocked(self->ssl, count)) return;
    if (count <= 0) fail("SSL_write");
    self->sent += (size_t)count;
  }
}

// Whether all that was expected is there.
static int pull(connection_t *self) {
  while (self->received < size) {
    int count = SSL_read(self->ssl, sink, (int)(size - self->received));
    if (count <= 0 && blocked(self->ssl, count)) return 0;
    if (count <= 0) fail("SSL_read");
    self->received += (size_t)count;
  }
  return 1;
}

static void shut(connection_t *self) {
  if (self->offered && !SSL_session_reused(self->ssl)) fail("Resumption");
  // What tickets have come are taken: to close on unread bytes would reset the connection.
  SSL_read(self->ssl, sink, 1);
  SSL_shutdown(self->ssl);
  SSL_free(self->ssl);
  close(self->fd);
}

static uint64_t echo(uint64_t deadline) {
  struct epoll_event events[256];
  uint64_t done = 0;
  size_t flying = connections;
  for (size_t i = 0; i < connections; i++) {
    all[i].sent = all[i].received = 0;
    push(&all[i]);
  }
  while (flying > 0) {
    int count = epoll_wait(epoll, events, 256, 10000);
    if (count == 0) fail("Waiting for ten seconds");
    int over = now() >= deadline;
    for (int i = 0; i < count; i++) {
      connection_t *self = events[i].data.ptr;
      push(self);
      if (self->received == size || !pull(self)) continue;
      done++;
      if (over) {
        flying--;
        continue;
      }
      self->sent = self->received = 0;
      push(self);
    }
  }
  return done;
}

// The session for all that follow.
static void obtain_session(void) {
  connection_t self;
  struct timeval patience = {.tv_sec = 10};
  open_connection(&self);
  setsockopt(self.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (!pull(&self)) fail("The first byte");
  fcntl(self.fd, F_SETFL, O_NONBLOCK);
  for (int i = 0; i < 1000 && session_length == 0; i++) {
    SSL_read(self.ssl, sink, 1);
    usleep(1000);
  }
  if (session_length == 0) fail("Waiting for a ticket");
  shut(&self);
}

static uint64_t handshakes(uint64_t deadline) {
  struct epoll_event events[256];
  uint64_t done = 0;
  size_t flying = connections;
  for (size_t i = 0; i < connections; i++) {
    open_connection(&all[i]);
    watch(&all[i]);
  }
  while (flying > 0) {
    int count = epoll_wait(epoll, events, 256, 10000);
    if (count == 0) fail("Waiting for ten seconds");
    for (int i = 0; i < count; i++) {
      connection_t *self = events[i].data.ptr;
      if (!pull(self)) continue;
      done++;
      shut(self);
      if (now() >= deadline) {
        flying--;
        continue;
      }
      open_connection(self);
      watch(self);
    }
  }
  return done;
}

static long resident(void) {
  char path[64];
  long total, pages;
  snprintf(path, sizeof path, "/proc/%s/statm", subject);
  FILE *file = fopen(path, "r");
  if (file == NULL || fscanf(file, "%ld %ld", &total, &pages) != 2) fail("Reading statm");
  fclose(file);
  return pages * sysconf(_SC_PAGESIZE);
}

static uint64_t idle(uint64_t deadline) {
  static size_t opened, before;
  static long base;
  static connection_t self;
  for (size_t i = 0; i < connections; i++) {
    open_connection(&self);
    if (!pull(&self)) fail("The first byte");
    self.received = 0;
  }
  opened += connections;
  while (now() < deadline) usleep(10000);
  if (before == 0) {
    before = opened;
    base = resident();
    return 1;
  }
  long grown = resident() - base;
  return grown < 1 ? 1 : (uint64_t)grown / (opened - before);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  const char *mode = argv[1];
  address.sin_port = htons((uint16_t)atoi(argv[2]));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connections = strtoul(argv[3], NULL, 10);
  all = calloc(connections, sizeof *all);
  epoll = epoll_create1(0);
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, keep_session);
  if (strcmp(mode, "full") == 0 || strcmp(mode, "resumed") == 0) {
    resumed = mode[0] == 'r';
    if (resumed) obtain_session();
    answer(handshakes);
  } else if (argc == 5 && strcmp(mode, "idle") == 0) {
    subject = argv[4];
    answer(idle);
  } else if (argc == 5 && strcmp(mode, "echo") == 0) {
    size = strtoul(argv[4], NULL, 10);
    if (size > LARGEST) return 2;
    for (size_t i = 0; i < connections; i++) {
      open_connection(&all[i]);
      if (SSL_connect(all[i].ssl) != 1) fail("SSL_connect");
      watch(&all[i]);
    }
    answer(echo);
  }
  return 0;
}
