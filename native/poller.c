// Readiness. One epoll instance an environment, edge-triggered, watched by one uv_poll_t on the environment's own loop.
// A wake is one epoll_wait and one call into JavaScript, with the events in the mailbox.
#include "platform.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <uv.h>

// Batches of events in one turn of the loop: timers and others have their turn then.
enum { LARGEST_TURN = 16 };

struct poller {
  uv_poll_t handle; // first: a closed handle is the memory to free
  int epoll;
  napi_env env;
  mailbox_t *mailbox;
  napi_ref callback;
  napi_async_context context;
  napi_async_cleanup_hook_handle hook;
};

static void on_closed(uv_handle_t *handle) {
  poller_t *self = (poller_t *)handle;
  close(self->epoll);
  napi_remove_async_cleanup_hook(self->hook);
  free(self);
}

// The environment ends (worker.terminate() included): no JavaScript may run any more.
static void on_cleanup(napi_async_cleanup_hook_handle hook, void *data) {
  poller_t *self = data;
  (void)hook;
  if (self->callback != NULL) napi_delete_reference(self->env, self->callback);
  if (self->context != NULL) napi_async_destroy(self->env, self->context);
  self->env = NULL;
  uv_poll_stop(&self->handle);
  uv_close((uv_handle_t *)&self->handle, on_closed);
}

// Hands events to JavaScript; false when nothing more is to be handed.
static bool dispatch(poller_t *self, int count) {
  napi_env env = self->env;
  napi_handle_scope scope;
  napi_value receiver, callback, argument, result;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
  napi_status status = napi_generic_failure;
  if (napi_get_reference_value(env, self->callback, &callback) == napi_ok &&
      napi_get_global(env, &receiver) == napi_ok && napi_create_int32(env, count, &argument) == napi_ok) {
    // napi_make_callback and not napi_call_function: microtasks have to run after it.
    status = napi_make_callback(env, self->context, receiver, callback, 1, &argument, &result);
    if (status == napi_pending_exception) {
      napi_value error;
      if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
    }
  }
  napi_close_handle_scope(env, scope);
  return status == napi_ok;
}

// The events are handed over in small batches: what a program does with one connection (microtasks run after each
// batch) then finds in the processor's cache what receiving from it has put there.
static void on_readable(uv_poll_t *handle, int status, int events) {
  poller_t *self = (poller_t *)handle;
  (void)events;
  struct epoll_event ready[MAILBOX_EVENTS];
  for (int batch = 0; status == 0 && batch < LARGEST_TURN; batch++) {
    if (self->env == NULL) return;
    int count = epoll_wait(self->epoll, ready, MAILBOX_EVENTS, 0);
    for (int i = 0; i < count; i++) {
      self->mailbox->events[2 * i] = ready[i].data.fd;
      self->mailbox->events[2 * i + 1] = (int32_t)ready[i].events;
    }
    if (count <= 0 || !dispatch(self, count) || count < MAILBOX_EVENTS) return;
  }
}

static int start(napi_env env, napi_value callback, poller_t **out) {
  uv_loop_t *loop;
  napi_value name;
  poller_t *self = calloc(1, sizeof *self);
  if (self == NULL) return -ENOMEM;
  self->env = env;
  self->mailbox = environment(env)->mailbox;
  self->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (self->epoll < 0) {
    int error = errno;
    free(self);
    return -error;
  }
  int status = napi_get_uv_event_loop(env, &loop) == napi_ok ? uv_poll_init(loop, &self->handle, self->epoll) : -ENOSYS;
  if (status < 0) {
    close(self->epoll);
    free(self);
    return status;
  }
  uv_unref((uv_handle_t *)&self->handle);
  // From here on the handle is open, and the hook is what closes it.
  if (napi_add_async_cleanup_hook(env, on_cleanup, self, &self->hook) != napi_ok ||
      napi_create_reference(env, callback, 1, &self->callback) != napi_ok ||
      napi_create_string_utf8(env, "berkeley", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_async_init(env, NULL, name, &self->context) != napi_ok)
    return -ENOMEM;
  status = uv_poll_start(&self->handle, UV_READABLE, on_readable);
  *out = self;
  return status;
}

// pollerOpen(callback(count)): 0, or -errno. Once an environment.
static napi_value open_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  environment_t *self = environment(env);
  if (self->poller != NULL) return failure(env, EALREADY);
  return number(env, start(env, argv[0], &self->poller));
}

static int control(napi_env env, int operation, int fd, struct epoll_event *event) {
  poller_t *poller = environment(env)->poller;
  if (poller == NULL) {
    errno = EBADF;
    return -1;
  }
  return epoll_ctl(poller->epoll, operation, fd, event);
}

// pollerAdd(fd, token): both directions, edge-triggered.
static napi_value add(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET,
                              .data.fd = integer(env, argv[1])};
  return outcome(env, control(env, EPOLL_CTL_ADD, integer(env, argv[0]), &event));
}

static napi_value remove_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return outcome(env, control(env, EPOLL_CTL_DEL, integer(env, argv[0]), NULL));
}

// pollerRef(flag): whether the poller keeps the loop running.
static napi_value reference(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  poller_t *poller = environment(env)->poller;
  if (poller == NULL) return failure(env, EBADF);
  if (boolean(env, argv[0])) uv_ref((uv_handle_t *)&poller->handle);
  else uv_unref((uv_handle_t *)&poller->handle);
  return number(env, 0);
}

void export_poller(napi_env env, napi_value exports) {
  export_function(env, exports, "pollerOpen", open_);
  export_function(env, exports, "pollerAdd", add);
  export_function(env, exports, "pollerRemove", remove_);
  export_function(env, exports, "pollerRef", reference);
}
