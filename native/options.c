// Socket options, as integers and as bytes.
#include "platform.h"

#include <linux/filter.h>

// The option's value is left in the mailbox: 0, or -errno.
static napi_value get_integer(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  int value = 0;
  socklen_t length = sizeof value;
  int status = getsockopt(integer(env, argv[0]), integer(env, argv[1]), integer(env, argv[2]), &value, &length);
  // Some options are one byte wide (IP_MULTICAST_TTL): the kernel then wrote that byte alone.
  environment(env)->mailbox->words[MAILBOX_VALUE] = length == 1 ? *(uint8_t *)&value : value;
  return outcome(env, status);
}

// getsockopt(fd, level, name, buffer): the length of the value in the buffer.
// SO_GET_FILTER counts in instructions, not in bytes, and would write eight times what there is room for.
static napi_value get_bytes(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  uint8_t *data;
  size_t size;
  if (!bytes(env, argv[3], &data, &size)) return failure(env, EFAULT);
  int level = integer(env, argv[1]);
  int name = integer(env, argv[2]);
  size_t unit = level == SOL_SOCKET && name == SO_GET_FILTER ? sizeof(struct sock_filter) : 1;
  socklen_t length = (socklen_t)(size / unit);
  int status = getsockopt(integer(env, argv[0]), level, name, data, &length);
  return outcome(env, status < 0 ? status : (int64_t)length * (int64_t)unit);
}

static napi_value set_integer(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  int value = integer(env, argv[3]);
  return outcome(env,
                 setsockopt(integer(env, argv[0]), integer(env, argv[1]), integer(env, argv[2]), &value, sizeof value));
}

// setsockopt(fd, level, name, buffer)
static napi_value set_bytes(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  uint8_t *data;
  size_t size;
  if (!bytes(env, argv[3], &data, &size)) return failure(env, EFAULT);
  return outcome(
      env, setsockopt(integer(env, argv[0]), integer(env, argv[1]), integer(env, argv[2]), data, (socklen_t)size));
}

// setsockopt(fd, level, name, length) with a null pointer, as AF_ALG's ALG_SET_AEAD_AUTHSIZE wants it.
static napi_value set_null(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  return outcome(env, setsockopt(integer(env, argv[0]), integer(env, argv[1]), integer(env, argv[2]), NULL,
                                 (socklen_t)integer(env, argv[3])));
}

// setsockopt(fd, level, name, program): the bytes are instructions, which the kernel wants by a pointer.
static napi_value set_program(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  uint8_t *data;
  size_t size;
  if (!bytes(env, argv[3], &data, &size)) return failure(env, EFAULT);
  struct sock_fprog program = {.len = (unsigned short)(size / sizeof(struct sock_filter)), .filter = (void *)data};
  return outcome(
      env, setsockopt(integer(env, argv[0]), integer(env, argv[1]), integer(env, argv[2]), &program, sizeof program));
}

void export_options(napi_env env, napi_value exports) {
  export_function(env, exports, "getsockoptInteger", get_integer);
  export_function(env, exports, "getsockoptBytes", get_bytes);
  export_function(env, exports, "setsockoptInteger", set_integer);
  export_function(env, exports, "setsockoptBytes", set_bytes);
  export_function(env, exports, "setsockoptNull", set_null);
  export_function(env, exports, "setsockoptProgram", set_program);
}
