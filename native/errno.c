// Error numbers: errno of every system call, EAI_* of getaddrinfo, h_errno of gethostbyname, and their texts.
#include "platform.h"

#include <netdb.h>

typedef struct {
  const char *name;
  int value;
} named_error_t;

#define ERROR(name)                                                                                                    \
  { #name, name }

// One name a number: EAGAIN stands for EWOULDBLOCK, EOPNOTSUPP for ENOTSUP, EDEADLK for EDEADLOCK.
// clang-format off
static const named_error_t errnos[] = {
    ERROR(EPERM),           ERROR(ENOENT),       ERROR(ESRCH),           ERROR(EINTR),           ERROR(EIO),
    ERROR(ENXIO),           ERROR(E2BIG),        ERROR(ENOEXEC),         ERROR(EBADF),           ERROR(ECHILD),
    ERROR(EAGAIN),          ERROR(ENOMEM),       ERROR(EACCES),          ERROR(EFAULT),          ERROR(ENOTBLK),
    ERROR(EBUSY),           ERROR(EEXIST),       ERROR(EXDEV),           ERROR(ENODEV),          ERROR(ENOTDIR),
    ERROR(EISDIR),          ERROR(EINVAL),       ERROR(ENFILE),          ERROR(EMFILE),          ERROR(ENOTTY),
    ERROR(ETXTBSY),         ERROR(EFBIG),        ERROR(ENOSPC),          ERROR(ESPIPE),          ERROR(EROFS),
    ERROR(EMLINK),          ERROR(EPIPE),        ERROR(EDOM),            ERROR(ERANGE),          ERROR(EDEADLK),
    ERROR(ENAMETOOLONG),    ERROR(ENOLCK),       ERROR(ENOSYS),          ERROR(ENOTEMPTY),       ERROR(ELOOP),
    ERROR(ENOMSG),          ERROR(EIDRM),        ERROR(ECHRNG),          ERROR(EL2NSYNC),        ERROR(EL3HLT),
    ERROR(EL3RST),          ERROR(ELNRNG),       ERROR(EUNATCH),         ERROR(ENOCSI),          ERROR(EL2HLT),
    ERROR(EBADE),           ERROR(EBADR),        ERROR(EXFULL),          ERROR(ENOANO),          ERROR(EBADRQC),
    ERROR(EBADSLT),         ERROR(EBFONT),       ERROR(ENOSTR),          ERROR(ENODATA),         ERROR(ETIME),
    ERROR(ENOSR),           ERROR(ENONET),       ERROR(ENOPKG),          ERROR(EREMOTE),         ERROR(ENOLINK),
    ERROR(EADV),            ERROR(ESRMNT),       ERROR(ECOMM),           ERROR(EPROTO),          ERROR(EMULTIHOP),
    ERROR(EDOTDOT),         ERROR(EBADMSG),      ERROR(EOVERFLOW),       ERROR(ENOTUNIQ),        ERROR(EBADFD),
    ERROR(EREMCHG),         ERROR(ELIBACC),      ERROR(ELIBBAD),         ERROR(ELIBSCN),         ERROR(ELIBMAX),
    ERROR(ELIBEXEC),        ERROR(EILSEQ),       ERROR(ERESTART),        ERROR(ESTRPIPE),        ERROR(EUSERS),
    ERROR(ENOTSOCK),        ERROR(EDESTADDRREQ), ERROR(EMSGSIZE),        ERROR(EPROTOTYPE),      ERROR(ENOPROTOOPT),
    ERROR(EPROTONOSUPPORT), ERROR(ESOCKTNOSUPPORT), ERROR(EOPNOTSUPP),   ERROR(EPFNOSUPPORT),    ERROR(EAFNOSUPPORT),
    ERROR(EADDRINUSE),      ERROR(EADDRNOTAVAIL), ERROR(ENETDOWN),       ERROR(ENETUNREACH),     ERROR(ENETRESET),
    ERROR(ECONNABORTED),    ERROR(ECONNRESET),   ERROR(ENOBUFS),         ERROR(EISCONN),         ERROR(ENOTCONN),
    ERROR(ESHUTDOWN),       ERROR(ETOOMANYREFS), ERROR(ETIMEDOUT),       ERROR(ECONNREFUSED),    ERROR(EHOSTDOWN),
    ERROR(EHOSTUNREACH),    ERROR(EALREADY),     ERROR(EINPROGRESS),     ERROR(ESTALE),          ERROR(EUCLEAN),
    ERROR(ENOTNAM),         ERROR(ENAVAIL),      ERROR(EISNAM),          ERROR(EREMOTEIO),       ERROR(EDQUOT),
    ERROR(ENOMEDIUM),       ERROR(EMEDIUMTYPE),  ERROR(ECANCELED),       ERROR(ENOKEY),          ERROR(EKEYEXPIRED),
    ERROR(EKEYREVOKED),     ERROR(EKEYREJECTED), ERROR(EOWNERDEAD),      ERROR(ENOTRECOVERABLE), ERROR(ERFKILL),
    ERROR(EHWPOISON),
};
// clang-format on

// musl's <netdb.h> leaves out those that its resolver never returns; the numbers are glibc's.
#ifndef EAI_NODATA
#define EAI_NODATA (-5)
#endif
#ifndef EAI_ADDRFAMILY
#define EAI_ADDRFAMILY (-9)
#endif

// clang-format off
static const named_error_t eais[] = {
    ERROR(EAI_BADFLAGS), ERROR(EAI_NONAME),     ERROR(EAI_AGAIN),  ERROR(EAI_FAIL),   ERROR(EAI_NODATA),  ERROR(EAI_FAMILY),
    ERROR(EAI_SOCKTYPE), ERROR(EAI_SERVICE),    ERROR(EAI_MEMORY), ERROR(EAI_SYSTEM), ERROR(EAI_OVERFLOW),
    ERROR(EAI_ADDRFAMILY),
};
// clang-format on

// clang-format off
static const named_error_t hosts[] = {
    ERROR(HOST_NOT_FOUND),
    ERROR(TRY_AGAIN),
    ERROR(NO_RECOVERY),
    ERROR(NO_DATA),
};
// clang-format on

static napi_value table(napi_env env, const named_error_t *errors, size_t count) {
  napi_value object = NULL;
  napi_create_object(env, &object);
  for (size_t i = 0; i < count; i++) napi_set_named_property(env, object, errors[i].name, number(env, errors[i].value));
  return object;
}

static napi_value string(napi_env env, const char *text) {
  napi_value result = NULL;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result);
  return result;
}

// The texts of known errors are constants of the library; only for unknown ones does strerror share a buffer.
static napi_value strerror_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int error = integer(env, argv[0]);
  for (size_t i = 0; i < sizeof errnos / sizeof *errnos; i++)
    if (errnos[i].value == error) return string(env, strerror(error)); // NOLINT(concurrency-mt-unsafe)
  return string(env, "");
}

static napi_value gai_strerror_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return string(env, gai_strerror(integer(env, argv[0])));
}

static napi_value hstrerror_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return string(env, hstrerror(integer(env, argv[0])));
}

void export_errors(napi_env env, napi_value exports) {
  napi_set_named_property(env, exports, "errnos", table(env, errnos, sizeof errnos / sizeof *errnos));
  napi_set_named_property(env, exports, "eais", table(env, eais, sizeof eais / sizeof *eais));
  napi_set_named_property(env, exports, "hostErrors", table(env, hosts, sizeof hosts / sizeof *hosts));
  export_function(env, exports, "strerror", strerror_);
  export_function(env, exports, "gaiStrerror", gai_strerror_);
  export_function(env, exports, "hstrerror", hstrerror_);
}
