// OpenSSL's error queue, as data.
#include "tls.h"

// errors(): the queue of this thread, oldest first, emptied: [library, reason, details, code], each repeated.
static napi_value errors(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value list;
  napi_create_array(env, &list);
  const char *data;
  int flags;
  for (;;) {
    unsigned long code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags);
    if (code == 0) return list;
    const char *library = ERR_lib_error_string(code);
    const char *reason = ERR_reason_error_string(code);
    tls_append(env, list, tls_text(env, library == NULL ? "" : library));
    tls_append(env, list, tls_text(env, reason == NULL ? "" : reason));
    tls_append(env, list, tls_text(env, (flags & ERR_TXT_STRING) != 0 && data != NULL ? data : ""));
    tls_append(env, list, number(env, ERR_GET_REASON(code)));
  }
}

// verifyErrorText(code)
static napi_value verify_error_text(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return tls_text(env, X509_verify_cert_error_string(wide(env, argv[0])));
}

void export_errors(napi_env env, napi_value exports) {
  export_function(env, exports, "errors", errors);
  export_function(env, exports, "verifyErrorText", verify_error_text);
}
