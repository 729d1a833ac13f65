// The constants of the system's headers.
#include "platform.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/un.h>

typedef struct {
  const char *name;
  int64_t value;
} constant_t;

#define CONSTANT(name) {#name, name}

static const constant_t constants[] = {
    CONSTANT(AF_INET), CONSTANT(AF_INET6), CONSTANT(AF_UNIX), CONSTANT(SOCK_STREAM), CONSTANT(SOCK_DGRAM),
    CONSTANT(SOL_SOCKET), CONSTANT(SO_ERROR), CONSTANT(SOCK_CLOEXEC), CONSTANT(SOCK_NONBLOCK), CONSTANT(F_GETFD),
};

void export_constants(napi_env env, napi_value exports) {
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok) return;
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    napi_set_named_property(env, object, constants[i].name, number(env, constants[i].value));
  napi_set_named_property(env, exports, "constants", object);
}
