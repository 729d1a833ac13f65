// The constants of the system's headers, by name, in one object.
#include "table.h"

void add_constants(napi_env env, napi_value object, const constant_t *constants, size_t count) {
  for (size_t i = 0; i < count; i++)
    napi_set_named_property(env, object, constants[i].name, number(env, constants[i].value));
}

void export_constants(napi_env env, napi_value exports) {
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok) return;
  add_bluetooth_constants(env, object);
  add_can_constants(env, object);
  add_families_constants(env, object);
  add_ip_constants(env, object);
  add_names_constants(env, object);
  add_netlink_constants(env, object);
  add_packet_constants(env, object);
  add_rtnetlink_constants(env, object);
  add_sctp_constants(env, object);
  add_socket_constants(env, object);
  add_tipc_constants(env, object);
  add_transport_constants(env, object);
  napi_set_named_property(env, exports, "constants", object);
}
