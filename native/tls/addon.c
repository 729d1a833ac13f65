// The export table, and the values that every file makes.
#include "tls.h"

#include <stdlib.h>

void export_function(napi_env env, napi_value exports, const char *name, napi_callback function) {
  napi_value value;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, function, NULL, &value) != napi_ok) return;
  napi_set_named_property(env, exports, name, value);
}

// Each kind of handle has its kind as first member.
void *tls_handle(napi_env env, napi_value value, kind_t kind) {
  void *data = NULL;
  if (napi_get_value_external(env, value, &data) != napi_ok || data == NULL) return NULL;
  return *(kind_t *)data == kind ? data : NULL;
}

napi_value tls_text(napi_env env, const char *text) {
  napi_value value = NULL;
  if (text == NULL) return tls_null(env);
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

napi_value tls_bytes(napi_env env, const void *data, size_t length) {
  napi_value value = NULL;
  napi_create_buffer_copy(env, length, data, NULL, &value);
  return value;
}

napi_value tls_null(napi_env env) {
  napi_value value = NULL;
  napi_get_null(env, &value);
  return value;
}

void tls_append(napi_env env, napi_value array, napi_value element) {
  uint32_t length = 0;
  napi_get_array_length(env, array, &length);
  napi_set_element(env, array, length, element);
}

napi_value tls_der(napi_env env, X509 *certificate) {
  uint8_t *data = NULL;
  int length = certificate == NULL ? -1 : i2d_X509(certificate, &data);
  if (length < 0) return tls_null(env);
  napi_value value = tls_bytes(env, data, (size_t)length);
  OPENSSL_free(data);
  return value;
}

// Text, or nothing where the value is null; false when it does not fit or is neither.
bool tls_optional_text(napi_env env, napi_value value, char *out, size_t size, bool *present) {
  napi_valuetype type;
  *present = false;
  if (napi_typeof(env, value, &type) != napi_ok) return false;
  if (type == napi_null || type == napi_undefined) return true;
  *present = true;
  return text(env, value, out, size);
}

static void release(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  transport_release(data);
}

NAPI_MODULE_INIT() {
  transport_t *transport = transport_new();
  if (transport == NULL || napi_set_instance_data(env, transport, release, NULL) != napi_ok) {
    transport_release(transport);
    napi_throw_error(env, NULL, "The TLS addon could not allocate its environment");
    return NULL;
  }
  napi_set_named_property(env, exports, "versionNumber", number(env, (int64_t)OpenSSL_version_num()));
  napi_set_named_property(env, exports, "versionText", tls_text(env, OpenSSL_version(OPENSSL_VERSION)));
  export_errors(env, exports);
  export_contexts(env, exports);
  export_policy(env, exports);
  export_credentials(env, exports);
  export_trust(env, exports);
  export_connections(env, exports);
  export_inspectors(env, exports);
  export_certificates(env, exports);
  export_sessions(env, exports);
  export_memory(env, exports);
  return exports;
}
