// What gets a thread out of a system call that waits: a thread beside it, one an environment that blocks.
//
// JavaScript counts in and out of every call that may wait (MAILBOX_WAITS is odd inside). When a count stays odd for a
// whole tick, the watchdog sends the thread a signal whose handler does nothing and has no SA_RESTART: the call returns
// EINTR, JavaScript sees whether it is to end (V8 ends it there under worker.terminate()), and calls again. A signal
// that comes before the call is entered is lost, and the next tick sends another.
//
// Of the signals that the program listens for, the watchdog's loop and the environment's own are both told by libuv.
// What has arrived here and was not delivered there waits for JavaScript to return to its loop, or is being delivered:
// then the pipe by which libuv tells the loop is empty.
#include "platform.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <uv.h>

enum {
  TICK = 100,  // milliseconds
  IDLE = 50,   // ticks without a wait, after which the watchdog parks
  SIGNALS = 4, // SIGINT, SIGTERM, SIGHUP, SIGQUIT
  START = 1,
  STOP = 2,
  CLOSE = 3,
};

static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

struct watchdog {
  int32_t *words;
  pid_t target;
  int kick;
  uv_thread_t thread;
  uv_loop_t loop;
  uv_async_t command;
  uv_timer_t tick;
  uv_signal_t arrivals[SIGNALS];
  int request; // START, STOP or CLOSE; 0 once it is carried out
  int index;   // of the signal to start or to stop
  int status;
  uv_sem_t done;
  int32_t last;
  int idle;
  // On the environment's loop.
  uv_signal_t deliveries[SIGNALS];
  bool opened;
  int closing;
  napi_async_cleanup_hook_handle hook;
};

static int32_t load(const int32_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }

static void store(int32_t *word, int32_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }

static void nothing(int number) { (void)number; }

// A real-time signal that nobody else uses: the handler is installed once a process.
static int choose_signal(void) {
  for (int number = SIGRTMAX - 3; number > SIGRTMIN; number--) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) < 0) continue;
    if (action.sa_handler == nothing) return number;
    if ((action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL) continue;
    action.sa_handler = nothing;
    action.sa_flags = 0;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, &action, NULL) == 0) return number;
  }
  return -EAGAIN;
}

static void send_kick(const watchdog_t *self) { syscall(SYS_tgkill, getpid(), self->target, self->kick); }

static void on_tick(uv_timer_t *timer) {
  watchdog_t *self = timer->data;
  int32_t waits = load(&self->words[MAILBOX_WAITS]);
  bool moved = waits != self->last;
  self->last = waits;
  if ((waits & 1) != 0 && !moved) send_kick(self);
  self->idle = (waits & 1) != 0 || moved ? 0 : self->idle + 1;
  if (self->idle < IDLE) return;
  // The count is read once more after the flag is set: whoever entered in between did not see the flag.
  store(&self->words[MAILBOX_PARKED], 1);
  if (load(&self->words[MAILBOX_WAITS]) == waits) uv_timer_stop(timer);
  else store(&self->words[MAILBOX_PARKED], 0);
}

static void on_arrival(uv_signal_t *handle, int number) {
  watchdog_t *self = handle->data;
  store(&self->words[MAILBOX_SIGNAL], number);
  __atomic_add_fetch(&self->words[MAILBOX_ARRIVED], 1, __ATOMIC_SEQ_CST);
  if ((load(&self->words[MAILBOX_WAITS]) & 1) != 0) send_kick(self);
}

static void close_handle(uv_handle_t *handle, void *data) {
  (void)data;
  uv_close(handle, NULL);
}

static void on_command(uv_async_t *handle) {
  watchdog_t *self = handle->data;
  int request = __atomic_exchange_n(&self->request, 0, __ATOMIC_SEQ_CST);
  if (request == CLOSE) {
    uv_walk(&self->loop, close_handle, NULL);
    return;
  }
  if (request != 0) {
    uv_signal_t *arrival = &self->arrivals[self->index];
    arrival->data = self;
    self->status = 0;
    if (arrival->loop == NULL) self->status = uv_signal_init(&self->loop, arrival);
    if (self->status == 0) {
      self->status =
          request == START ? uv_signal_start(arrival, on_arrival, numbers[self->index]) : uv_signal_stop(arrival);
    }
    uv_sem_post(&self->done);
    return;
  }
  self->idle = 0;
  store(&self->words[MAILBOX_PARKED], 0);
  if (!uv_is_active((uv_handle_t *)&self->tick)) uv_timer_start(&self->tick, on_tick, TICK, TICK);
}

static void watch(void *data) {
  watchdog_t *self = data;
  sigset_t all;
  sigfillset(&all);
  // Of this thread alone, on Linux; pthread_sigmask is a newer symbol in glibc.
  sigprocmask(SIG_SETMASK, &all, NULL); // NOLINT(concurrency-mt-unsafe)
  uv_run(&self->loop, UV_RUN_DEFAULT);
}

static void on_delivery(uv_signal_t *handle, int number) {
  watchdog_t *self = handle->data;
  (void)number;
  __atomic_add_fetch(&self->words[MAILBOX_DELIVERED], 1, __ATOMIC_SEQ_CST);
}

static void finish(watchdog_t *self) {
  napi_remove_async_cleanup_hook(self->hook);
  free(self);
}

static void on_closed(uv_handle_t *handle) {
  watchdog_t *self = handle->data;
  if (--self->closing == 0) finish(self);
}

static void on_cleanup(napi_async_cleanup_hook_handle hook, void *data) {
  watchdog_t *self = data;
  (void)hook;
  store(&self->request, CLOSE);
  uv_async_send(&self->command);
  uv_thread_join(&self->thread);
  uv_loop_close(&self->loop);
  uv_sem_destroy(&self->done);
  if (!self->opened) {
    finish(self);
    return;
  }
  self->closing = SIGNALS;
  for (int i = 0; i < SIGNALS; i++) uv_close((uv_handle_t *)&self->deliveries[i], on_closed);
}

static int start(napi_env env, watchdog_t *self) {
  self->words = environment(env)->mailbox->words;
  self->target = (pid_t)syscall(SYS_gettid);
  self->kick = choose_signal();
  if (self->kick < 0) return self->kick;
  int status = uv_sem_init(&self->done, 0);
  if (status < 0) return status;
  status = uv_loop_init(&self->loop);
  if (status < 0) {
    uv_sem_destroy(&self->done);
    return status;
  }
  self->command.data = self->tick.data = self;
  status = uv_async_init(&self->loop, &self->command, on_command);
  if (status == 0) status = uv_timer_init(&self->loop, &self->tick);
  if (status == 0) status = uv_timer_start(&self->tick, on_tick, TICK, TICK);
  if (status == 0) status = uv_thread_create(&self->thread, watch, self);
  if (status < 0) {
    uv_walk(&self->loop, close_handle, NULL);
    uv_run(&self->loop, UV_RUN_DEFAULT);
    uv_loop_close(&self->loop);
    uv_sem_destroy(&self->done);
  }
  return status;
}

// watchdogWake(): starts the watchdog, or takes it out of its parking; 0, or -errno. MAILBOX_PARKED asks for it.
static napi_value wake(napi_env env, napi_callback_info info) {
  (void)info;
  environment_t *owner = environment(env);
  if (owner->watchdog != NULL) return number(env, uv_async_send(&owner->watchdog->command));
  watchdog_t *self = calloc(1, sizeof *self);
  if (self == NULL) return failure(env, ENOMEM);
  int status = start(env, self);
  if (status < 0) {
    free(self);
    return number(env, status);
  }
  store(&self->words[MAILBOX_PARKED], 0);
  owner->watchdog = self;
  napi_add_async_cleanup_hook(env, on_cleanup, self, &self->hook);
  return number(env, 0);
}

static int open_deliveries(napi_env env, watchdog_t *self) {
  uv_loop_t *loop;
  if (self->opened) return 0;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) return -ENOSYS;
  for (int i = 0; i < SIGNALS; i++) {
    // It fails only where the loop's first signal handle does: none is open then.
    int status = uv_signal_init(loop, &self->deliveries[i]);
    if (status < 0) return status;
    self->deliveries[i].data = self;
    uv_unref((uv_handle_t *)&self->deliveries[i]);
  }
  self->opened = true;
  return 0;
}

static int request(watchdog_t *self, int what) {
  store(&self->request, what);
  uv_async_send(&self->command);
  uv_sem_wait(&self->done);
  return self->status;
}

// watchdogSignal(index, flag): whether the signal of that index interrupts waits; 0, or -errno. Arrivals start first
// and end last, so that no delivery is counted without its arrival.
static napi_value watch_signal(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  watchdog_t *self = environment(env)->watchdog;
  int index = integer(env, argv[0]);
  if (self == NULL || index < 0 || index >= SIGNALS) return failure(env, EINVAL);
  int status = open_deliveries(env, self);
  if (status < 0) return number(env, status);
  self->index = index;
  if (boolean(env, argv[1])) {
    status = request(self, START);
    if (status == 0) status = uv_signal_start(&self->deliveries[index], on_delivery, numbers[index]);
  } else {
    uv_signal_stop(&self->deliveries[index]);
    status = request(self, STOP);
  }
  store(&self->words[MAILBOX_DELIVERED], load(&self->words[MAILBOX_ARRIVED]));
  return number(env, status);
}

// watchdogUnread(): whether the environment's loop has signals to look at; bytes, 0 for none, or -errno.
static napi_value unread(napi_env env, napi_callback_info info) {
  (void)info;
  uv_loop_t *loop;
  int count = 0;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) return failure(env, ENOSYS);
  int status = ioctl(loop->signal_pipefd[0], FIONREAD, &count);
  return outcome(env, status < 0 ? status : count);
}

void export_watchdog(napi_env env, napi_value exports) {
  environment(env)->mailbox->words[MAILBOX_PARKED] = 1;
  export_function(env, exports, "watchdogWake", wake);
  export_function(env, exports, "watchdogSignal", watch_signal);
  export_function(env, exports, "watchdogUnread", unread);
}
