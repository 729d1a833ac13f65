// Services, protocols and this host's own name: what is answered from files, at once.
#include "platform.h"

#include <arpa/inet.h>
#include <netdb.h>

enum { ENTRY_SIZE = 8192, LONGEST_NAME = 1024 };

// An optional name: NULL for what is no string.
static bool name_argument(napi_env env, napi_value value, char *buffer, const char **out) {
  napi_valuetype type;
  *out = NULL;
  if (napi_typeof(env, value, &type) != napi_ok || type != napi_string) return true;
  *out = buffer;
  return text(env, value, buffer, LONGEST_NAME);
}

static napi_value utf8(napi_env env, const char *value) {
  napi_value result = NULL;
  napi_create_string_utf8(env, value, NAPI_AUTO_LENGTH, &result);
  return result;
}

// servicePort(name, proto | null): the port, or -errno; -ENOENT when there is none.
static napi_value service_port(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  char name_buffer[LONGEST_NAME], proto_buffer[LONGEST_NAME], buffer[ENTRY_SIZE];
  const char *name, *proto;
  struct servent entry, *found = NULL;
  if (!name_argument(env, argv[0], name_buffer, &name) || !name_argument(env, argv[1], proto_buffer, &proto) ||
      name == NULL)
    return failure(env, ENOENT);
  int error = getservbyname_r(name, proto, &entry, buffer, sizeof buffer, &found);
  if (found == NULL) return failure(env, error == 0 ? ENOENT : error);
  return number(env, ntohs((uint16_t)found->s_port));
}

// serviceName(port, proto | null): the name, or -errno; -ENOENT when there is none.
static napi_value service_name(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  char proto_buffer[LONGEST_NAME], buffer[ENTRY_SIZE];
  const char *proto;
  struct servent entry, *found = NULL;
  if (!name_argument(env, argv[1], proto_buffer, &proto)) return failure(env, ENOENT);
  int port = htons((uint16_t)integer(env, argv[0]));
  int error = getservbyport_r(port, proto, &entry, buffer, sizeof buffer, &found);
  if (found == NULL) return failure(env, error == 0 ? ENOENT : error);
  return utf8(env, found->s_name);
}

// protocolNumber(name): the number, or -errno; -ENOENT when there is none.
static napi_value protocol_number(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  char name_buffer[LONGEST_NAME];
  const char *name;
  struct protoent *found = NULL;
  if (!name_argument(env, argv[0], name_buffer, &name) || name == NULL) return failure(env, ENOENT);
#ifdef __GLIBC__
  struct protoent entry;
  char buffer[ENTRY_SIZE];
  int error = getprotobyname_r(name, &entry, buffer, sizeof buffer, &found);
#else
  // musl has this one only, and answers from a table of its own.
  int error = 0;
  found = getprotobyname(name);
#endif
  if (found == NULL) return failure(env, error == 0 ? ENOENT : error);
  return number(env, found->p_proto);
}

static napi_value host_name(napi_env env, napi_callback_info info) {
  (void)info;
  char name[LONGEST_NAME];
  if (gethostname(name, sizeof name) < 0) return failure(env, errno);
  return utf8(env, name);
}

static napi_value set_host_name(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint8_t *name;
  size_t length;
  if (!bytes(env, argv[0], &name, &length)) return failure(env, EINVAL);
  return outcome(env, sethostname((const char *)name, length));
}

void export_names(napi_env env, napi_value exports) {
  export_function(env, exports, "servicePort", service_port);
  export_function(env, exports, "serviceName", service_name);
  export_function(env, exports, "protocolNumber", protocol_number);
  export_function(env, exports, "gethostname", host_name);
  export_function(env, exports, "sethostname", set_host_name);
}
