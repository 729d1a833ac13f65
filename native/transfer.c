// Bytes in and out.
#include "platform.h"

#include <sys/sendfile.h>

static napi_value recv_(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  uint8_t *start;
  int64_t length = wide(env, argv[3]);
  if (!range(env, argv[1], wide(env, argv[2]), length, &start)) return failure(env, EFAULT);
  return outcome(env, recv(integer(env, argv[0]), start, (size_t)length, integer(env, argv[4])));
}

// As recv; the sender's address is left in the mailbox, with length 0 where there is none.
static napi_value recvfrom_(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  uint8_t *start;
  int64_t length = wide(env, argv[3]);
  if (!range(env, argv[1], wide(env, argv[2]), length, &start)) return failure(env, EFAULT);
  mailbox_t *mailbox = environment(env)->mailbox;
  socklen_t size = MAILBOX_ADDRESS_SIZE;
  ssize_t count = recvfrom(integer(env, argv[0]), start, (size_t)length, integer(env, argv[4]),
                           (struct sockaddr *)mailbox->address, &size);
  mailbox->words[MAILBOX_ADDRESS_LENGTH] = count < 0 ? 0 : (int32_t)size;
  return outcome(env, count);
}

// MSG_NOSIGNAL always: an error is returned, and no signal ends the process.
static napi_value send_(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  uint8_t *start;
  int64_t length = wide(env, argv[3]);
  if (!range(env, argv[1], wide(env, argv[2]), length, &start)) return failure(env, EFAULT);
  return outcome(env, send(integer(env, argv[0]), start, (size_t)length, integer(env, argv[4]) | MSG_NOSIGNAL));
}

static napi_value sendto_(napi_env env, napi_callback_info info) {
  ARGUMENTS(6);
  uint8_t *start;
  struct sockaddr *address;
  socklen_t size;
  int64_t length = wide(env, argv[3]);
  if (!range(env, argv[1], wide(env, argv[2]), length, &start)) return failure(env, EFAULT);
  if (!address_argument(env, argv[5], &address, &size)) return failure(env, EFAULT);
  return outcome(
      env, sendto(integer(env, argv[0]), start, (size_t)length, integer(env, argv[4]) | MSG_NOSIGNAL, address, size));
}

static napi_value sendfile_(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  off_t offset = (off_t)wide(env, argv[2]);
  return outcome(env, sendfile(integer(env, argv[0]), integer(env, argv[1]), &offset, (size_t)wide(env, argv[3])));
}

static napi_value pread_(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  uint8_t *start;
  int64_t length = wide(env, argv[3]);
  if (!range(env, argv[1], wide(env, argv[2]), length, &start)) return failure(env, EFAULT);
  return outcome(env, pread(integer(env, argv[0]), start, (size_t)length, (off_t)wide(env, argv[4])));
}

void export_transfers(napi_env env, napi_value exports) {
  export_function(env, exports, "recv", recv_);
  export_function(env, exports, "recvfrom", recvfrom_);
  export_function(env, exports, "send", send_);
  export_function(env, exports, "sendto", sendto_);
  export_function(env, exports, "sendfile", sendfile_);
  export_function(env, exports, "pread", pread_);
}
