// The contract between the addon and the operating system, and between its C files.
//
// Every exported function takes numbers and byte ranges, makes one system call (or one library call that has no
// other form), and returns its value, or -errno. Nothing is retried, decided or remembered here. What a call gives
// back besides its value (an address, flags, lengths) it leaves in the environment's mailbox, from which the caller
// takes it before it makes another call.
#ifndef BERKELEY_PLATFORM_H
#define BERKELEY_PLATFORM_H

#include <node_api.h>

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

// The layout of the mailbox; src/native/binding.ts reads it by the same numbers.
enum {
  MAILBOX_ADDRESS_LENGTH = 0, // index into words
  MAILBOX_FLAGS = 1,
  MAILBOX_CONTROL_LENGTH = 2,
  MAILBOX_VALUE = 3,
  MAILBOX_VALUE2 = 4,
  MAILBOX_WAITS = 5, // this and the following belong to native/watchdog.c
  MAILBOX_PARKED = 6,
  MAILBOX_ARRIVED = 7,
  MAILBOX_DELIVERED = 8,
  MAILBOX_SIGNAL = 9,
  MAILBOX_WORDS = 16,
  MAILBOX_ADDRESS_SIZE = 256,
  MAILBOX_EVENTS = 32,
};

typedef struct {
  int32_t words[MAILBOX_WORDS];
  uint8_t address[MAILBOX_ADDRESS_SIZE];
  int32_t events[2 * MAILBOX_EVENTS]; // pairs of token and epoll mask
} mailbox_t;

typedef struct poller poller_t;
typedef struct watchdog watchdog_t;
typedef struct ownership ownership_t;
typedef struct resolver resolver_t;

// What the addon keeps for one environment (the main thread, each worker): its instance data.
typedef struct {
  mailbox_t *mailbox;
  napi_ref mailbox_ref; // keeps the memory behind `mailbox` alive
  poller_t *poller;     // NULL until the first wait
  watchdog_t *watchdog; // NULL until the first wait that suspends the thread
  ownership_t *ownership;
  resolver_t *resolver; // NULL until the first look-up on a thread
} environment_t;

static inline environment_t *environment(napi_env env) {
  void *data = NULL;
  napi_get_instance_data(env, &data);
  return data;
}

static inline napi_value number(napi_env env, int64_t value) {
  napi_value result = NULL;
  if (value >= INT32_MIN && value <= INT32_MAX) napi_create_int32(env, (int32_t)value, &result);
  else napi_create_int64(env, value, &result);
  return result;
}

// The value of a system call, or -errno.
static inline napi_value outcome(napi_env env, int64_t value) { return number(env, value < 0 ? -errno : value); }

static inline napi_value failure(napi_env env, int error) { return number(env, -error); }

#define ARGUMENTS(count)                                                                                               \
  napi_value argv[count];                                                                                              \
  size_t argc = (count);                                                                                               \
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL)

// An integer argument; -1 where there is none, which no system call takes for a descriptor.
static inline int32_t integer(napi_env env, napi_value value) {
  int32_t result = -1;
  napi_get_value_int32(env, value, &result);
  return result;
}

static inline int64_t wide(napi_env env, napi_value value) {
  int64_t result = -1;
  napi_get_value_int64(env, value, &result);
  return result;
}

static inline bool boolean(napi_env env, napi_value value) {
  bool result = false;
  napi_get_value_bool(env, value, &result);
  return result;
}

// The memory of a Uint8Array; false, with nothing at all, for any other value.
static inline bool bytes(napi_env env, napi_value value, uint8_t **data, size_t *length) {
  napi_typedarray_type type;
  *data = NULL;
  *length = 0;
  if (napi_get_typedarray_info(env, value, &type, length, (void **)data, NULL, NULL) != napi_ok) return false;
  return type == napi_uint8_array;
}

static inline bool inside(int64_t offset, int64_t length, size_t size) {
  return offset >= 0 && length >= 0 && (uint64_t)offset <= size && (uint64_t)length <= size - (uint64_t)offset;
}

// The part [offset, offset + length) of a Uint8Array; false when it is not all inside.
static inline bool range(napi_env env, napi_value value, int64_t offset, int64_t length, uint8_t **start) {
  uint8_t *data;
  size_t size;
  if (!bytes(env, value, &data, &size)) return false;
  if (!inside(offset, length, size)) return false;
  // recv and send want a pointer even to nothing.
  *start = data == NULL ? (uint8_t *)"" : data + offset;
  return true;
}

// A file name or other text argument as UTF-8; false when it does not fit or is no string.
static inline bool text(napi_env env, napi_value value, char *out, size_t size) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok || length >= size) return false;
  return napi_get_value_string_utf8(env, value, out, size, &length) == napi_ok;
}

// What an address argument is: a sockaddr and its length.
static inline bool address_argument(napi_env env, napi_value value, struct sockaddr **address, socklen_t *length) {
  uint8_t *data;
  size_t size;
  if (!bytes(env, value, &data, &size)) return false;
  *address = (struct sockaddr *)data;
  *length = (socklen_t)size;
  return true;
}

// ownership.c: sockets made here are the environment's own until they are closed or disowned.
ownership_t *ownership_open(void);
void ownership_close(ownership_t *self); // closes what is still owned
int own(ownership_t *self, int fd);      // 0, or -ENOMEM
void disown(ownership_t *self, int fd);

// Each file adds its functions to the exports.
void export_function(napi_env env, napi_value exports, const char *name, napi_callback function);
void export_sockets(napi_env env, napi_value exports);
void export_transfers(napi_env env, napi_value exports);
void export_messages(napi_env env, napi_value exports);
void export_options(napi_env env, napi_value exports);
void export_interfaces(napi_env env, napi_value exports);
void export_ownership(napi_env env, napi_value exports);
void export_poller(napi_env env, napi_value exports);
void export_selector(napi_env env, napi_value exports);
void export_watchdog(napi_env env, napi_value exports);
void export_resolver(napi_env env, napi_value exports);
void export_names(napi_env env, napi_value exports);
void export_constants(napi_env env, napi_value exports);
void export_errors(napi_env env, napi_value exports);

#endif
