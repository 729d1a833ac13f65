// Selectors: epoll(7), level-triggered, on a descriptor of their own.
#include "platform.h"

#include <sys/epoll.h>

// epollCreate(): a descriptor, which the environment closes when it ends.
static napi_value create(napi_env env, napi_callback_info info) {
  (void)info;
  int fd = epoll_create1(EPOLL_CLOEXEC);
  if (fd >= 0 && own(environment(env)->ownership, fd) < 0) {
    close(fd);
    return failure(env, ENOMEM);
  }
  return outcome(env, fd);
}

// epollControl(epoll, operation, fd, events)
static napi_value control(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  int fd = integer(env, argv[2]);
  struct epoll_event event = {.events = (uint32_t)integer(env, argv[3]), .data.fd = fd};
  return outcome(env, epoll_ctl(integer(env, argv[0]), integer(env, argv[1]), fd, &event));
}

// epollTake(epoll, result): how many are ready now, at most what `result` has room for: pairs of int32, descriptor and
// events, in the machine's byte order.
static napi_value take(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  enum { PAIR = 2 * sizeof(int32_t) };
  uint8_t *data;
  size_t size;
  if (!bytes(env, argv[1], &data, &size)) return failure(env, EFAULT);
  struct epoll_event ready[MAILBOX_EVENTS];
  size_t room = size / PAIR < MAILBOX_EVENTS ? size / PAIR : MAILBOX_EVENTS;
  int count = epoll_wait(integer(env, argv[0]), ready, (int)room, 0);
  for (int i = 0; i < count; i++) {
    int32_t pair[2] = {ready[i].data.fd, (int32_t)ready[i].events};
    memcpy(data + (size_t)i * PAIR, pair, PAIR);
  }
  return outcome(env, count);
}

void export_selector(napi_env env, napi_value exports) {
  export_function(env, exports, "epollCreate", create);
  export_function(env, exports, "epollControl", control);
  export_function(env, exports, "epollTake", take);
}
