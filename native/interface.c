// Network interfaces, by name and by index.
#include "platform.h"

#include <net/if.h>

static napi_value name_to_index(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  char name[IF_NAMESIZE];
  if (!text(env, argv[0], name, sizeof name)) return failure(env, ENODEV);
  unsigned index = if_nametoindex(name);
  return index == 0 ? failure(env, errno) : number(env, index);
}

// The name, or -errno.
static napi_value index_to_name(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  char name[IF_NAMESIZE];
  napi_value result;
  if (if_indextoname((unsigned)wide(env, argv[0]), name) == NULL) return failure(env, errno);
  napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &result);
  return result;
}

// [index, name, index, name, …], or -errno.
static napi_value name_index(napi_env env, napi_callback_info info) {
  (void)info;
  struct if_nameindex *list = if_nameindex();
  if (list == NULL) return failure(env, errno);
  napi_value result;
  napi_create_array(env, &result);
  uint32_t at = 0;
  for (struct if_nameindex *entry = list; entry->if_index != 0; entry++) {
    napi_value name;
    napi_create_string_utf8(env, entry->if_name, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, result, at++, number(env, entry->if_index));
    napi_set_element(env, result, at++, name);
  }
  if_freenameindex(list);
  return result;
}

void export_interfaces(napi_env env, napi_value exports) {
  export_function(env, exports, "ifNametoindex", name_to_index);
  export_function(env, exports, "ifIndextoname", index_to_name);
  export_function(env, exports, "ifNameindex", name_index);
}
