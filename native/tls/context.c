// Contexts: their life, and the numbers they hold.
#include "tls.h"

#include <openssl/rand.h>
#include <stdlib.h>

void context_release(context_t *self) {
  if (self == NULL || --self->references > 0) return;
  SSL_CTX_free(self->ctx);
  if (self->keylog >= 0) close(self->keylog);
  free(self->alpn);
  free(self);
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  context_release(data);
}

// A server resumes only sessions that began with this value, which each context has of its own: otherwise what a client
// proved, or did not have to prove, to one context would count for another that sniCallback chooses. Without any, a
// server that verifies clients resumes nothing; with one, a client takes no pre-shared key in TLS 1.3.
static bool renew_session_context(SSL_CTX *ctx) {
  unsigned char value[16];
  return RAND_bytes(value, sizeof value) == 1 && SSL_CTX_set_session_id_context(ctx, value, sizeof value) == 1;
}

// contextNew(server): a handle, or TLS_FAILED.
static napi_value context_new(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool server = boolean(env, argv[0]);
  napi_value handle;
  ERR_clear_error();
  context_t *self = calloc(1, sizeof *self);
  if (self == NULL) return failure(env, ENOMEM);
  self->kind = CONTEXT;
  self->references = 1;
  self->keylog = -1;
  self->ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
  if (self->ctx == NULL || (server && !renew_session_context(self->ctx))) {
    context_release(self);
    return number(env, TLS_FAILED);
  }
  SSL_CTX_set_app_data(self->ctx, self);
  // RELEASE_BUFFERS: an idle connection keeps no record buffers.
  SSL_CTX_set_mode(self->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
  callbacks_install(self->ctx, server);
  if (napi_create_external(env, self, finalize, NULL, &handle) != napi_ok) {
    context_release(self);
    return failure(env, ENOMEM);
  }
  return handle;
}

static napi_value set_options(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  uint64_t wanted = (uint64_t)wide(env, argv[1]);
  SSL_CTX_clear_options(self->ctx, SSL_CTX_get_options(self->ctx) & ~wanted);
  return number(env, (int64_t)SSL_CTX_set_options(self->ctx, wanted));
}

// setVerify(context, server, SSL_VERIFY_*): sessions that a server began before are not resumed.
static napi_value set_verify(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  ERR_clear_error();
  if (boolean(env, argv[1]) && !renew_session_context(self->ctx)) return number(env, TLS_FAILED);
  SSL_CTX_set_verify(self->ctx, integer(env, argv[2]), SSL_CTX_get_verify_callback(self->ctx));
  return number(env, 0);
}

static napi_value get_verify_flags(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  return number(env, (int64_t)X509_VERIFY_PARAM_get_flags(SSL_CTX_get0_param(self->ctx)));
}

static napi_value set_verify_flags(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  X509_VERIFY_PARAM *param = SSL_CTX_get0_param(self->ctx);
  unsigned long wanted = (unsigned long)wide(env, argv[1]);
  X509_VERIFY_PARAM_clear_flags(param, X509_VERIFY_PARAM_get_flags(param) & ~wanted);
  return number(env, X509_VERIFY_PARAM_set_flags(param, wanted) == 1 ? 0 : TLS_FAILED);
}

// setVersions(context, lowest, highest): 0 is the lowest or highest there is.
static napi_value set_versions(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  ERR_clear_error();
  bool done = SSL_CTX_set_min_proto_version(self->ctx, integer(env, argv[1])) == 1 &&
              SSL_CTX_set_max_proto_version(self->ctx, integer(env, argv[2])) == 1;
  return number(env, done ? 0 : TLS_FAILED);
}

static napi_value set_post_handshake_auth(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  SSL_CTX_set_post_handshake_auth(self->ctx, boolean(env, argv[1]));
  return number(env, 0);
}

static napi_value get_tickets(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  return number(env, (int64_t)SSL_CTX_get_num_tickets(self->ctx));
}

static napi_value set_tickets(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  return number(env, SSL_CTX_set_num_tickets(self->ctx, (size_t)wide(env, argv[1])) == 1 ? 0 : TLS_FAILED);
}

static napi_value get_security_level(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  return number(env, SSL_CTX_get_security_level(self->ctx));
}

static napi_value set_security_level(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  SSL_CTX_set_security_level(self->ctx, integer(env, argv[1]));
  return number(env, 0);
}

// sessionStats(context): in the order of Python's keys.
static napi_value session_stats(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  SSL_CTX *ctx = self->ctx;
  const long values[] = {
      SSL_CTX_sess_number(ctx),
      SSL_CTX_sess_connect(ctx),
      SSL_CTX_sess_connect_good(ctx),
      SSL_CTX_sess_connect_renegotiate(ctx),
      SSL_CTX_sess_accept(ctx),
      SSL_CTX_sess_accept_good(ctx),
      SSL_CTX_sess_accept_renegotiate(ctx),
      SSL_CTX_sess_hits(ctx),
      SSL_CTX_sess_misses(ctx),
      SSL_CTX_sess_timeouts(ctx),
      SSL_CTX_sess_cache_full(ctx),
  };
  napi_value list;
  napi_create_array(env, &list);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) tls_append(env, list, number(env, values[i]));
  return list;
}

void export_contexts(napi_env env, napi_value exports) {
  export_function(env, exports, "contextNew", context_new);
  export_function(env, exports, "contextSetOptions", set_options);
  export_function(env, exports, "contextSetVerify", set_verify);
  export_function(env, exports, "contextGetVerifyFlags", get_verify_flags);
  export_function(env, exports, "contextSetVerifyFlags", set_verify_flags);
  export_function(env, exports, "contextSetVersions", set_versions);
  export_function(env, exports, "contextSetPostHandshakeAuth", set_post_handshake_auth);
  export_function(env, exports, "contextGetTickets", get_tickets);
  export_function(env, exports, "contextSetTickets", set_tickets);
  export_function(env, exports, "contextGetSecurityLevel", get_security_level);
  export_function(env, exports, "contextSetSecurityLevel", set_security_level);
  export_function(env, exports, "contextSessionStats", session_stats);
}
