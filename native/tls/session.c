// Sessions, and the memory BIOs of wrapBio.
#include "tls.h"

#include <limits.h>
#include <stdlib.h>

static void finalize_session(napi_env env, void *data, void *hint) {
  session_t *self = data;
  (void)env;
  (void)hint;
  SSL_SESSION_free(self->session);
  free(self);
}

// sessionGet(connection): a handle, or null while there is none.
static napi_value session_get(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(connection_t, connection, CONNECTION, argv[0]);
  if (connection->ssl == NULL) return failure(env, EBADF);
  SSL_SESSION *session = SSL_get1_session(connection->ssl);
  napi_value handle;
  if (session == NULL) return tls_null(env);
  session_t *self = calloc(1, sizeof *self);
  if (self != NULL) {
    self->kind = SESSION;
    self->session = session;
    if (napi_create_external(env, self, finalize_session, NULL, &handle) == napi_ok) return handle;
  }
  SSL_SESSION_free(session);
  free(self);
  return failure(env, ENOMEM);
}

// sessionSet(connection, session): before the handshake.
static napi_value session_set(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(connection_t, connection, CONNECTION, argv[0]);
  HANDLE(session_t, self, SESSION, argv[1]);
  if (connection->ssl == NULL) return failure(env, EBADF);
  ERR_clear_error();
  // A session of TLS 1.3 is used up by OpenSSL when it resumes; a copy leaves the caller's as it was.
  SSL_SESSION *copy = SSL_SESSION_dup(self->session);
  int status = copy == NULL ? 0 : SSL_set_session(connection->ssl, copy);
  SSL_SESSION_free(copy);
  return number(env, status == 1 ? 0 : TLS_FAILED);
}

static napi_value session_reused(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(connection_t, connection, CONNECTION, argv[0]);
  if (connection->ssl == NULL) return failure(env, EBADF);
  return number(env, SSL_session_reused(connection->ssl));
}

// sessionFacts(session): [id, time, timeout, ticket lifetime hint, has a ticket, resumable]
static napi_value session_facts(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(session_t, self, SESSION, argv[0]);
  unsigned length;
  const unsigned char *id = SSL_SESSION_get_id(self->session, &length);
  napi_value list;
  napi_create_array(env, &list);
  tls_append(env, list, tls_bytes(env, id, length));
  tls_append(env, list, number(env, (int64_t)SSL_SESSION_get_time(self->session)));
  tls_append(env, list, number(env, (int64_t)SSL_SESSION_get_timeout(self->session)));
  tls_append(env, list, number(env, (int64_t)SSL_SESSION_get_ticket_lifetime_hint(self->session)));
  tls_append(env, list, number(env, SSL_SESSION_has_ticket(self->session)));
  tls_append(env, list, number(env, SSL_SESSION_is_resumable(self->session)));
  return list;
}

static void finalize_memory(napi_env env, void *data, void *hint) {
  memory_t *self = data;
  (void)env;
  (void)hint;
  BIO_free(self->bio);
  free(self);
}

static napi_value memory_new(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value handle;
  memory_t *self = calloc(1, sizeof *self);
  if (self == NULL) return failure(env, ENOMEM);
  self->kind = MEMORY;
  self->bio = BIO_new(BIO_s_mem());
  if (self->bio == NULL || napi_create_external(env, self, finalize_memory, NULL, &handle) != napi_ok) {
    BIO_free(self->bio);
    free(self);
    return failure(env, ENOMEM);
  }
  // Empty means "not yet", until the end is written.
  BIO_set_mem_eof_return(self->bio, -1);
  return handle;
}

static napi_value memory_pending(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(memory_t, self, MEMORY, argv[0]);
  return number(env, (int64_t)BIO_ctrl_pending(self->bio));
}

// memoryRead(bio, buffer): how much
static napi_value memory_read(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(memory_t, self, MEMORY, argv[0]);
  uint8_t *data;
  size_t length;
  if (!bytes(env, argv[1], &data, &length) || length > INT_MAX) return failure(env, EFAULT);
  int count = length == 0 ? 0 : BIO_read(self->bio, data, (int)length);
  return number(env, count < 0 ? 0 : count);
}

// memoryWrite(bio, data): all of it
static napi_value memory_write(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(memory_t, self, MEMORY, argv[0]);
  uint8_t *data;
  size_t length;
  if (!bytes(env, argv[1], &data, &length) || length > INT_MAX) return failure(env, EFAULT);
  if (length == 0) return number(env, 0);
  int count = BIO_write(self->bio, data, (int)length);
  return count < 0 ? failure(env, ENOMEM) : number(env, count);
}

static napi_value memory_end(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(memory_t, self, MEMORY, argv[0]);
  BIO_set_mem_eof_return(self->bio, 0);
  return number(env, 0);
}

void export_sessions(napi_env env, napi_value exports) {
  export_function(env, exports, "sessionGet", session_get);
  export_function(env, exports, "sessionSet", session_set);
  export_function(env, exports, "sessionReused", session_reused);
  export_function(env, exports, "sessionFacts", session_facts);
}

void export_memory(napi_env env, napi_value exports) {
  export_function(env, exports, "memoryNew", memory_new);
  export_function(env, exports, "memoryPending", memory_pending);
  export_function(env, exports, "memoryRead", memory_read);
  export_function(env, exports, "memoryWrite", memory_write);
  export_function(env, exports, "memoryEnd", memory_end);
}
