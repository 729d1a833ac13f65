// Messages: scattered data with ancillary data beside them. Control messages are passed as the kernel lays them out;
// src/core encodes and decodes them.
#include "platform.h"

#include <limits.h>
#include <sys/uio.h>

// Fills `vector` from an array of Uint8Arrays: their number, or -errno.
static int gather(napi_env env, napi_value list, struct iovec *vector) {
  uint32_t count = 0;
  if (napi_get_array_length(env, list, &count) != napi_ok) return -EFAULT;
  if (count > IOV_MAX) return -EMSGSIZE;
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    uint8_t *data;
    if (napi_get_element(env, list, i, &element) != napi_ok) return -EFAULT;
    if (!bytes(env, element, &data, &vector[i].iov_len)) return -EFAULT;
    vector[i].iov_base = data;
  }
  return (int)count;
}

// recvmsg(fd, buffers, offset, length, control, room, flags): the number of bytes; `buffers` is a list, or one
// Uint8Array of which `length` bytes from `offset` on are used, and `room` bytes of `control`. The address, the flags
// and the length of the control data are left in the mailbox.
static napi_value recvmsg_(napi_env env, napi_callback_info info) {
  ARGUMENTS(7);
  struct iovec vector[IOV_MAX];
  uint8_t *data;
  size_t size;
  int count = 1;
  if (bytes(env, argv[1], &data, &size)) {
    int64_t offset = wide(env, argv[2]), length = wide(env, argv[3]);
    if (!inside(offset, length, size)) return failure(env, EFAULT);
    vector[0] = (struct iovec){data + offset, (size_t)length};
  } else {
    count = gather(env, argv[1], vector);
    if (count < 0) return failure(env, -count);
  }
  mailbox_t *mailbox = environment(env)->mailbox;
  struct msghdr message = {.msg_name = mailbox->address,
                           .msg_namelen = MAILBOX_ADDRESS_SIZE,
                           .msg_iov = vector,
                           .msg_iovlen = (size_t)count};
  int64_t room = wide(env, argv[5]);
  if (room > 0) {
    uint8_t *control;
    if (!range(env, argv[4], 0, room, &control)) return failure(env, EFAULT);
    message.msg_control = control;
    message.msg_controllen = (size_t)room;
  }
  ssize_t length = recvmsg(integer(env, argv[0]), &message, integer(env, argv[6]));
  mailbox->words[MAILBOX_ADDRESS_LENGTH] = length < 0 ? 0 : (int32_t)message.msg_namelen;
  mailbox->words[MAILBOX_FLAGS] = length < 0 ? 0 : message.msg_flags;
  mailbox->words[MAILBOX_CONTROL_LENGTH] = length < 0 ? 0 : (int32_t)message.msg_controllen;
  return outcome(env, length);
}

// sendmsg(fd, buffers, control | null, flags, address | null)
static napi_value sendmsg_(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  struct iovec vector[IOV_MAX];
  int count = gather(env, argv[1], vector);
  if (count < 0) return failure(env, -count);
  struct msghdr message = {.msg_iov = vector, .msg_iovlen = (size_t)count};
  uint8_t *control;
  size_t size;
  if (bytes(env, argv[2], &control, &size) && size > 0) {
    message.msg_control = control;
    message.msg_controllen = size;
  }
  struct sockaddr *address;
  socklen_t length;
  if (address_argument(env, argv[4], &address, &length)) {
    message.msg_name = address;
    message.msg_namelen = length;
  }
  return outcome(env, sendmsg(integer(env, argv[0]), &message, integer(env, argv[3]) | MSG_NOSIGNAL));
}

void export_messages(napi_env env, napi_value exports) {
  export_function(env, exports, "recvmsg", recvmsg_);
  export_function(env, exports, "sendmsg", sendmsg_);
}
