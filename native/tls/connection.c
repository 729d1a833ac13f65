// Connections: their life, and the attempts.
#include "tls.h"

#include <limits.h>
#include <stdlib.h>

// What V8 is told that an open connection weighs, so that it does not collect those too late that nobody closes.
enum { WEIGHT = 24 * 1024 };

static void weigh(napi_env env, connection_t *self, bool weighs) {
  int64_t total;
  if (self->weighs == weighs) return;
  self->weighs = weighs;
  napi_adjust_external_memory(env, weighs ? WEIGHT : -WEIGHT, &total);
}

static void let_go(connection_t *self) {
  if (--self->references > 0) return;
  X509_free(self->verify_certificate);
  free(self);
}

// Everything but the struct itself. The descriptor is not closed: it is the socket's.
static void release(napi_env env, connection_t *self) {
  self->fd = -1;
  self->released = true;
  if (self->busy || self->ssl == NULL) return;
  weigh(env, self, false);
  SSL_free(self->ssl);
  self->ssl = NULL;
  free(self->outbox);
  self->outbox = NULL;
  self->outbox_length = self->outbox_sent = 0;
  context_release(self->context);
  context_release(self->switched);
  transport_release(self->transport);
  if (self->under != NULL) {
    connection_t *under = self->under;
    self->under = NULL;
    let_go(under);
  }
}

static void finalize(napi_env env, void *data, void *hint) {
  connection_t *self = data;
  (void)hint;
  release(env, self);
  let_go(self);
}

static connection_t *create(napi_env env, context_t *context, bool server) {
  void *transport = NULL;
  connection_t *self = calloc(1, sizeof *self);
  if (self == NULL) return NULL;
  SSL *ssl = SSL_new(context->ctx);
  if (ssl == NULL || napi_get_instance_data(env, &transport) != napi_ok || transport == NULL) {
    SSL_free(ssl);
    free(self);
    return NULL;
  }
  self->kind = CONNECTION;
  self->references = 1;
  self->fd = -1;
  self->ssl = ssl;
  self->context = context;
  context->references++;
  self->transport = transport;
  self->transport->references++;
  SSL_set_app_data(ssl, self);
  if (server) SSL_set_accept_state(ssl);
  else SSL_set_connect_state(ssl);
  return self;
}

static napi_value wrap(napi_env env, connection_t *self) {
  napi_value handle;
  if (napi_create_external(env, self, finalize, NULL, &handle) != napi_ok) {
    release(env, self);
    let_go(self);
    return failure(env, ENOMEM);
  }
  weigh(env, self, true);
  return handle;
}

static napi_value fail(napi_env env, connection_t *self) {
  release(env, self);
  let_go(self);
  return number(env, TLS_FAILED);
}

// connectionNew(context, server, fd | connection)
static napi_value connection_new(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  HANDLE(context_t, context, CONTEXT, argv[0]);
  ERR_clear_error();
  connection_t *under = tls_handle(env, argv[2], CONNECTION);
  connection_t *self = create(env, context, boolean(env, argv[1]));
  if (self == NULL) return number(env, TLS_FAILED);
  self->under = under;
  if (under != NULL) under->references++;
  else self->fd = integer(env, argv[2]);
  BIO *bio = transport_bio(self);
  if (bio == NULL) return fail(env, self);
  SSL_set_bio(self->ssl, bio, bio);
  return wrap(env, self);
}

// connectionOnMemory(context, server, incoming, outgoing)
static napi_value connection_on_memory(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  HANDLE(context_t, context, CONTEXT, argv[0]);
  HANDLE(memory_t, incoming, MEMORY, argv[2]);
  HANDLE(memory_t, outgoing, MEMORY, argv[3]);
  ERR_clear_error();
  connection_t *self = create(env, context, boolean(env, argv[1]));
  if (self == NULL) return number(env, TLS_FAILED);
  BIO_up_ref(incoming->bio);
  BIO_up_ref(outgoing->bio);
  SSL_set0_rbio(self->ssl, incoming->bio);
  SSL_set0_wbio(self->ssl, outgoing->bio);
  return wrap(env, self);
}

// connectionRelease(connection): before its descriptor is closed.
static napi_value connection_release(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  release(env, self);
  return number(env, 0);
}

// setPeer(connection, server name | null, name to check | null, IP to check | null, X509_CHECK_FLAG_*)
static napi_value set_peer(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  char name[TLSEXT_MAXLEN_host_name + 1], host[TLSEXT_MAXLEN_host_name + 1], ip[64];
  bool has_name, has_host, has_ip;
  if (self->ssl == NULL) return failure(env, EBADF);
  if (!tls_optional_text(env, argv[1], name, sizeof name, &has_name) ||
      !tls_optional_text(env, argv[2], host, sizeof host, &has_host) ||
      !tls_optional_text(env, argv[3], ip, sizeof ip, &has_ip))
    return failure(env, EINVAL);
  ERR_clear_error();
  X509_VERIFY_PARAM *param = SSL_get0_param(self->ssl);
  X509_VERIFY_PARAM_set_hostflags(param, (unsigned)integer(env, argv[4]));
  bool done = (!has_name || SSL_set_tlsext_host_name(self->ssl, name) == 1) &&
              (!has_host || X509_VERIFY_PARAM_set1_host(param, host, 0) == 1) &&
              (!has_ip || X509_VERIFY_PARAM_set1_ip_asc(param, ip) == 1);
  return number(env, done ? 0 : TLS_FAILED);
}

// setContext(connection, context): certificates, trust and the verification of clients, from now on.
static napi_value set_context(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  HANDLE(context_t, context, CONTEXT, argv[1]);
  if (self->ssl == NULL) return failure(env, EBADF);
  ERR_clear_error();
  if (SSL_set_SSL_CTX(self->ssl, context->ctx) == NULL) return number(env, TLS_FAILED);
  // SSL_set_SSL_CTX leaves these with what the first context said.
  SSL_set_verify(self->ssl, SSL_CTX_get_verify_mode(context->ctx), NULL);
  X509_VERIFY_PARAM *param = SSL_get0_param(self->ssl);
  X509_VERIFY_PARAM_clear_flags(param, X509_VERIFY_PARAM_get_flags(param));
  X509_VERIFY_PARAM_set_flags(param, X509_VERIFY_PARAM_get_flags(SSL_CTX_get0_param(context->ctx)));
  SSL_set_options(self->ssl, SSL_CTX_get_options(context->ctx));
  context->references++;
  context_release(self->switched);
  self->switched = context;
  return number(env, 0);
}

// The code for what an SSL function returned.
static int64_t settle(connection_t *self, int value) {
  if (self->renegotiation) return TLS_RENEGOTIATION;
  if (value > 0) return value;
  switch (SSL_get_error(self->ssl, value)) {
  case SSL_ERROR_WANT_READ:
    return TLS_WANT_READ;
  case SSL_ERROR_WANT_WRITE:
    return TLS_WANT_WRITE;
  case SSL_ERROR_ZERO_RETURN:
    return TLS_CLOSED;
  case SSL_ERROR_WANT_CLIENT_HELLO_CB:
    return TLS_PAUSED;
  case SSL_ERROR_SYSCALL:
    if (self->error != 0) return -self->error;
    return ERR_peek_error() == 0 ? TLS_EOF : TLS_FAILED;
  default: {
    unsigned long error = ERR_peek_last_error();
    if (ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      // The code tells all of it, and the queue is Node's as well.
      ERR_clear_error();
      return TLS_EOF;
    }
    if (self->error != 0 && error == 0) return -self->error;
    return TLS_FAILED;
  }
  }
}

// 0, or why an attempt cannot begin.
static int64_t enter(napi_env env, connection_t *self, napi_value answer) {
  if (self->busy) return -EDEADLK;
  if (self->released || self->ssl == NULL) return -EBADF;
  ERR_clear_error();
  napi_valuetype type = napi_undefined;
  napi_typeof(env, answer, &type);
  self->busy = true;
  self->error = 0;
  self->env = env;
  self->answer = type == napi_function ? answer : NULL;
  return 0;
}

static napi_value leave(napi_env env, connection_t *self, int64_t result) {
  self->busy = false;
  self->env = NULL;
  self->answer = NULL;
  if (self->released) release(env, self);
  return number(env, result);
}

// The handshake is done when its last bytes are with the transport.
static int64_t handshake_once(connection_t *self) {
  if (transport_flush(self) < 0) return -self->error;
  if (self->outbox_length > 0) return TLS_WANT_WRITE;
  int64_t result = settle(self, SSL_do_handshake(self->ssl));
  if (transport_flush(self) < 0 && result >= 0) return -self->error;
  if (self->outbox_length > 0 && (result >= 0 || result == TLS_WANT_READ)) return TLS_WANT_WRITE;
  return result;
}

// handshake(connection, answer): 1 when it is done.
static napi_value handshake(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  int64_t refused = enter(env, self, argv[1]);
  if (refused < 0) return number(env, refused);
  return leave(env, self, handshake_once(self));
}

// read(connection, buffer, offset, length, answer): what one record holds, at most.
static napi_value read_(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  uint8_t *start;
  int64_t length = wide(env, argv[3]);
  if (length > INT_MAX) length = INT_MAX;
  if (!range(env, argv[1], wide(env, argv[2]), length, &start)) return failure(env, EFAULT);
  int64_t result = enter(env, self, argv[4]);
  if (result < 0) return number(env, result);
  if (!SSL_is_init_finished(self->ssl)) result = handshake_once(self);
  // What could not be written does not hinder reading.
  else if (transport_flush(self) < 0) self->error = 0;
  if (result >= 0) result = length == 0 ? 0 : settle(self, SSL_read(self->ssl, start, (int)length));
  return leave(env, self, result);
}

// write(connection, data, offset, length, answer): what was taken, of which some may wait in the outbox.
static napi_value write_(napi_env env, napi_callback_info info) {
  ARGUMENTS(5);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  uint8_t *start;
  int64_t length = wide(env, argv[3]);
  if (length > INT_MAX) length = INT_MAX;
  if (!range(env, argv[1], wide(env, argv[2]), length, &start)) return failure(env, EFAULT);
  int64_t result = enter(env, self, argv[4]);
  if (result < 0) return number(env, result);
  if (!SSL_is_init_finished(self->ssl)) result = handshake_once(self);
  if (result >= 0 && transport_flush(self) < 0) result = -self->error;
  if (result >= 0 && self->outbox_length > 0) result = TLS_WANT_WRITE;
  int64_t taken = 0;
  // An SSL_write of nothing is an error of OpenSSL's.
  while (result >= 0 && taken < length && self->outbox_length == 0) {
    self->more = length - taken > RECORD;
    result = settle(self, SSL_write(self->ssl, start + taken, (int)(length - taken)));
    if (result > 0) taken += result;
  }
  self->more = false;
  // What comes after bytes that were taken comes again with the next attempt.
  return leave(env, self, taken > 0 ? taken : result < 0 ? result : 0);
}

// flush(connection): 0 when the outbox is empty.
static napi_value flush(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  int64_t result = enter(env, self, NULL);
  if (result < 0) return number(env, result);
  if (transport_flush(self) < 0) result = -self->error;
  else if (self->outbox_length > 0 || (self->under != NULL && self->under->outbox_length > 0)) result = TLS_WANT_WRITE;
  return leave(env, self, result);
}

// shutdown(connection): 0 when our close_notify is out, 1 when the peer's has come as well.
static napi_value shutdown_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  int64_t result = enter(env, self, NULL);
  if (result < 0) return number(env, result);
  if (transport_flush(self) < 0) return leave(env, self, -self->error);
  int value = SSL_shutdown(self->ssl);
  if (value < 0) result = settle(self, value);
  // An alert padded to the length of data, and more behind it that is no record: it cannot be given back.
  else if (value == 1 && self->ahead_length > 0) result = -EPROTO;
  else result = value;
  if (transport_flush(self) < 0 && result >= 0) result = -self->error;
  if (self->outbox_length > 0 && result >= 0) result = TLS_WANT_WRITE;
  return leave(env, self, result);
}

// verifyClient(connection): TLS 1.3's request after the handshake; the answer comes while reading.
static napi_value verify_client(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  int64_t result = enter(env, self, NULL);
  if (result < 0) return number(env, result);
  result = SSL_verify_client_post_handshake(self->ssl) == 1 ? settle(self, SSL_do_handshake(self->ssl)) : TLS_FAILED;
  return leave(env, self, result);
}

// moved(connection): bytes in and out so far, to tell progress from none.
static napi_value moved(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(connection_t, self, CONNECTION, argv[0]);
  return number(env, (int64_t)self->moved);
}

void export_connections(napi_env env, napi_value exports) {
  export_function(env, exports, "connectionNew", connection_new);
  export_function(env, exports, "connectionOnMemory", connection_on_memory);
  export_function(env, exports, "connectionRelease", connection_release);
  export_function(env, exports, "connectionSetPeer", set_peer);
  export_function(env, exports, "connectionSetContext", set_context);
  export_function(env, exports, "handshake", handshake);
  export_function(env, exports, "read", read_);
  export_function(env, exports, "write", write_);
  export_function(env, exports, "flush", flush);
  export_function(env, exports, "shutdown", shutdown_);
  export_function(env, exports, "verifyClient", verify_client);
  export_function(env, exports, "moved", moved);
}
