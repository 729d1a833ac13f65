// Sockets as such: made, named, connected, listening, closed.
#include "platform.h"

#include <fcntl.h>
#include <poll.h>

// A descriptor that a call made, owned; or -errno.
static napi_value owned(napi_env env, int fd) {
  if (fd < 0) return failure(env, errno);
  int status = own(environment(env)->ownership, fd);
  if (status < 0) close(fd);
  return number(env, status < 0 ? status : fd);
}

static napi_value make(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  return owned(env, socket(integer(env, argv[0]), integer(env, argv[1]), integer(env, argv[2])));
}

// The two descriptors are left in the mailbox.
static napi_value make_pair(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  int fds[2];
  int status = socketpair(integer(env, argv[0]), integer(env, argv[1]), integer(env, argv[2]), fds);
  if (status == 0) {
    int32_t *words = environment(env)->mailbox->words;
    words[MAILBOX_VALUE] = fds[0];
    words[MAILBOX_VALUE2] = fds[1];
    if (own(environment(env)->ownership, fds[0]) < 0 || own(environment(env)->ownership, fds[1]) < 0) {
      for (int i = 0; i < 2; i++) {
        disown(environment(env)->ownership, fds[i]);
        close(fds[i]);
      }
      return failure(env, ENOMEM);
    }
  }
  return outcome(env, status);
}

static napi_value bind_(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  struct sockaddr *address;
  socklen_t length;
  if (!address_argument(env, argv[1], &address, &length)) return failure(env, EFAULT);
  return outcome(env, bind(integer(env, argv[0]), address, length));
}

static napi_value connect_(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  struct sockaddr *address;
  socklen_t length;
  if (!address_argument(env, argv[1], &address, &length)) return failure(env, EFAULT);
  return outcome(env, connect(integer(env, argv[0]), address, length));
}

static napi_value listen_(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return outcome(env, listen(integer(env, argv[0]), integer(env, argv[1])));
}

// accept(fd, flags, named): the descriptor; the peer's address is left in the mailbox. Where peers have no name, asking
// for one makes the call fail (AF_ALG: ECONNABORTED).
static napi_value accept_(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  mailbox_t *mailbox = environment(env)->mailbox;
  bool named = boolean(env, argv[2]);
  socklen_t length = named ? MAILBOX_ADDRESS_SIZE : 0;
  struct sockaddr *address = named ? (struct sockaddr *)mailbox->address : NULL;
  int fd = accept4(integer(env, argv[0]), address, named ? &length : NULL, integer(env, argv[1]));
  mailbox->words[MAILBOX_ADDRESS_LENGTH] = fd < 0 ? 0 : (int32_t)length;
  return owned(env, fd);
}

static napi_value shutdown_(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return outcome(env, shutdown(integer(env, argv[0]), integer(env, argv[1])));
}

static napi_value close_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int fd = integer(env, argv[0]);
  disown(environment(env)->ownership, fd);
  return outcome(env, close(fd));
}

// The length of the address, which is left in the mailbox.
static napi_value name_of(napi_env env, napi_callback_info info, int (*call)(int, struct sockaddr *, socklen_t *)) {
  ARGUMENTS(1);
  mailbox_t *mailbox = environment(env)->mailbox;
  socklen_t length = MAILBOX_ADDRESS_SIZE;
  int status = call(integer(env, argv[0]), (struct sockaddr *)mailbox->address, &length);
  mailbox->words[MAILBOX_ADDRESS_LENGTH] = status < 0 ? 0 : (int32_t)length;
  return outcome(env, status < 0 ? status : (int64_t)length);
}

static napi_value getsockname_(napi_env env, napi_callback_info info) { return name_of(env, info, getsockname); }

static napi_value getpeername_(napi_env env, napi_callback_info info) { return name_of(env, info, getpeername); }

// The events that are there (0: the time passed); the time is in milliseconds, -1 for ever.
static napi_value poll_(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  struct pollfd entry = {.fd = integer(env, argv[0]), .events = (short)integer(env, argv[1])};
  int count = poll(&entry, 1, integer(env, argv[2]));
  return outcome(env, count <= 0 ? count : entry.revents);
}

// pollMany(entries, milliseconds): the bytes are an array of struct pollfd.
static napi_value poll_many(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  uint8_t *entries;
  size_t size;
  if (!bytes(env, argv[0], &entries, &size)) return failure(env, EINVAL);
  return outcome(env, poll((struct pollfd *)entries, size / sizeof(struct pollfd), integer(env, argv[1])));
}

static napi_value duplicate(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return owned(env, fcntl(integer(env, argv[0]), F_DUPFD_CLOEXEC, 0));
}

static napi_value fcntl_(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  return outcome(env, fcntl(integer(env, argv[0]), integer(env, argv[1]), integer(env, argv[2])));
}

void export_sockets(napi_env env, napi_value exports) {
  export_function(env, exports, "socket", make);
  export_function(env, exports, "socketpair", make_pair);
  export_function(env, exports, "bind", bind_);
  export_function(env, exports, "connect", connect_);
  export_function(env, exports, "listen", listen_);
  export_function(env, exports, "accept", accept_);
  export_function(env, exports, "shutdown", shutdown_);
  export_function(env, exports, "close", close_);
  export_function(env, exports, "getsockname", getsockname_);
  export_function(env, exports, "getpeername", getpeername_);
  export_function(env, exports, "poll", poll_);
  export_function(env, exports, "pollMany", poll_many);
  export_function(env, exports, "dup", duplicate);
  export_function(env, exports, "fcntl", fcntl_);
}
