// Flags and errors of getaddrinfo(3) and getnameinfo(3).
#include "table.h"

#include <netdb.h>

// What older kernel headers, or musl's, lack. The numbers are the kernel's, for good.
#ifndef AI_IDN
#define AI_IDN 64
#endif
#ifndef AI_CANONIDN
#define AI_CANONIDN 128
#endif
#ifndef EAI_ADDRFAMILY
#define EAI_ADDRFAMILY (-9)
#endif
#ifndef EAI_NODATA
#define EAI_NODATA (-5)
#endif
#ifndef NI_IDN
#define NI_IDN 32
#endif

// clang-format off
static const constant_t constants[] = {
    // Flags of getaddrinfo.
    CONSTANT(AI_PASSIVE), CONSTANT(AI_CANONNAME), CONSTANT(AI_NUMERICHOST), CONSTANT(AI_V4MAPPED), CONSTANT(AI_ALL),
    CONSTANT(AI_ADDRCONFIG), CONSTANT(AI_IDN), CONSTANT(AI_CANONIDN), CONSTANT(AI_NUMERICSERV),
    // Errors.
    CONSTANT(EAI_OVERFLOW), CONSTANT(EAI_SYSTEM), CONSTANT(EAI_MEMORY), CONSTANT(EAI_ADDRFAMILY), CONSTANT(EAI_SERVICE),
    CONSTANT(EAI_SOCKTYPE), CONSTANT(EAI_FAMILY), CONSTANT(EAI_NODATA), CONSTANT(EAI_FAIL), CONSTANT(EAI_AGAIN),
    CONSTANT(EAI_NONAME), CONSTANT(EAI_BADFLAGS),
    // Flags of getnameinfo.
    CONSTANT(NI_NUMERICHOST), CONSTANT(NI_NUMERICSERV), CONSTANT(NI_NOFQDN), CONSTANT(NI_NAMEREQD), CONSTANT(NI_DGRAM),
    CONSTANT(NI_IDN), CONSTANT(NI_MAXSERV), CONSTANT(NI_MAXHOST),
};
// clang-format on

void add_names_constants(napi_env env, napi_value object) {
  add_constants(env, object, constants, sizeof constants / sizeof *constants);
}
