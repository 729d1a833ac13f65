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

// epollTake(epoll, result): how many are ready now. `result` has EPOLL_EVENT_ROOM bytes for each, and gets pairs of
// int32 at its start: descriptor and events, in the machine's byte order.
static napi_value take(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  enum { PAIR = 2 * sizeof(int32_t), EPOLL_EVENT_ROOM = 16 };
  _Static_assert(sizeof(struct epoll_event) <= EPOLL_EVENT_ROOM, "src/selectors/selection.ts makes that much room");
  uint8_t *data;
  size_t size;
  if (!bytes(env, argv[1], &data, &size)) return failure(env, EFAULT);
  int count = epoll_wait(integer(env, argv[0]), (struct epoll_event *)data, (int)(size / EPOLL_EVENT_ROOM), 0);
  for (int i = 0; i < count; i++) {
    // A pair is shorter than an event: what is written here has been read.
    struct epoll_event event;
    memcpy(&event, data + (size_t)i * sizeof event, sizeof event);
    int32_t pair[2] = {event.data.fd, (int32_t)event.events};
    memcpy(data + (size_t)i * PAIR, pair, PAIR);
  }
  return outcome(env, count);
}

void export_selector(napi_env env, napi_value exports) {
  export_function(env, exports, "epollCreate", create);
  export_function(env, exports, "epollControl", control);
  export_function(env, exports, "epollTake", take);
}
