// Which descriptors are an environment's own, so that none is left when it ends without another word
// (worker.terminate()): a bit a descriptor.
#include "platform.h"

#include <stdlib.h>

struct ownership {
  uint8_t *bits;
  size_t size; // in bytes
};

ownership_t *ownership_open(void) { return calloc(1, sizeof(ownership_t)); }

int own(ownership_t *self, int fd) {
  size_t at = (size_t)fd / 8;
  if (at >= self->size) {
    size_t size = (at / 64 + 1) * 64;
    uint8_t *bits = realloc(self->bits, size);
    if (bits == NULL) return -ENOMEM;
    memset(bits + self->size, 0, size - self->size);
    self->bits = bits;
    self->size = size;
  }
  self->bits[at] |= (uint8_t)(1U << (fd % 8));
  return 0;
}

void disown(ownership_t *self, int fd) {
  size_t at = (size_t)fd / 8;
  if (fd >= 0 && at < self->size) self->bits[at] &= (uint8_t) ~(1U << (fd % 8));
}

void ownership_close(ownership_t *self) {
  for (size_t at = 0; at < self->size; at++) {
    for (int bit = 0; bit < 8; bit++) {
      if ((self->bits[at] & (1U << bit)) != 0) close((int)(at * 8) + bit);
    }
  }
  free(self->bits);
  free(self);
}

// own(fd): a descriptor that came from elsewhere is the environment's from now on.
static napi_value own_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int fd = integer(env, argv[0]);
  return fd < 0 ? failure(env, EBADF) : number(env, own(environment(env)->ownership, fd));
}

// disown(fd): somebody else closes it.
static napi_value disown_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  disown(environment(env)->ownership, integer(env, argv[0]));
  return number(env, 0);
}

void export_ownership(napi_env env, napi_value exports) {
  export_function(env, exports, "own", own_);
  export_function(env, exports, "disown", disown_);
}
