// A table of constants, one file a concern. src/core/constants holds the same names.
#ifndef BERKELEY_CONSTANTS_TABLE_H
#define BERKELEY_CONSTANTS_TABLE_H

#include "../platform.h"

// Wide enough for what is unsigned in the headers: INADDR_BROADCAST, CAN_EFF_FLAG, VMADDR_CID_ANY stay positive.
typedef struct {
  const char *name;
  int64_t value;
} constant_t;

#define CONSTANT(name)                                                                                                 \
  { #name, name }

void add_constants(napi_env env, napi_value object, const constant_t *constants, size_t count);

void add_bluetooth_constants(napi_env env, napi_value object);
void add_can_constants(napi_env env, napi_value object);
void add_families_constants(napi_env env, napi_value object);
void add_ip_constants(napi_env env, napi_value object);
void add_names_constants(napi_env env, napi_value object);
void add_netlink_constants(napi_env env, napi_value object);
void add_packet_constants(napi_env env, napi_value object);
void add_rtnetlink_constants(napi_env env, napi_value object);
void add_sctp_constants(napi_env env, napi_value object);
void add_socket_constants(napi_env env, napi_value object);
void add_tipc_constants(napi_env env, napi_value object);
void add_transport_constants(napi_env env, napi_value object);

#endif
