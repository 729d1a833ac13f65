// What OpenSSL asks and tells during a handshake.
#include "tls.h"

#include <sys/uio.h>

static connection_t *connection_of(const SSL *ssl) { return SSL_get_app_data(ssl); }

// Asks the function that came with the attempt. false when there is none or it threw, which it never should.
static bool ask(connection_t *self, int question, napi_value subject, napi_value *result) {
  napi_env env = self->env;
  napi_value receiver, arguments[2];
  if (env == NULL || self->answer == NULL || subject == NULL) return false;
  arguments[0] = number(env, question);
  arguments[1] = subject;
  if (napi_get_undefined(env, &receiver) != napi_ok) return false;
  return napi_call_function(env, receiver, self->answer, 2, arguments, result) == napi_ok;
}

// The host name in a server_name extension, RFC 6066 section 3: false when it is malformed; `length` 0 when absent.
static bool server_name(SSL *ssl, const unsigned char **name, size_t *length) {
  const unsigned char *data;
  size_t size;
  *length = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &data, &size) != 1) return true;
  if (size < 5 || (size_t)(data[0] << 8 | data[1]) != size - 2 || data[2] != TLSEXT_NAMETYPE_host_name) return false;
  *length = (size_t)(data[3] << 8 | data[4]);
  *name = data + 5;
  return *length > 0 && *length <= size - 5 && *length <= TLSEXT_MAXLEN_host_name && memchr(*name, 0, *length) == NULL;
}

// The callback on the client's hello, and not the one on the server name: only this one can be suspended.
static int on_client_hello(SSL *ssl, int *alert, void *argument) {
  connection_t *self = connection_of(ssl);
  const unsigned char *name;
  size_t length;
  napi_value subject, result;
  int32_t answer = SSL_AD_INTERNAL_ERROR;
  (void)argument;
  if (!server_name(ssl, &name, &length)) {
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_CLIENT_HELLO_ERROR;
  }
  if (self->env == NULL) return SSL_CLIENT_HELLO_ERROR;
  if (length == 0) subject = tls_null(self->env);
  else if (napi_create_string_latin1(self->env, (const char *)name, length, &subject) != napi_ok) subject = NULL;
  if (ask(self, ASK_SERVER_NAME, subject, &result)) napi_get_value_int32(self->env, result, &answer);
  if (answer == -1) return SSL_CLIENT_HELLO_SUCCESS;
  if (answer == -2) return SSL_CLIENT_HELLO_RETRY;
  *alert = answer;
  return SSL_CLIENT_HELLO_ERROR;
}

// The name was used: the client is told so, and a resumption must ask for the same one.
static int on_server_name(SSL *ssl, int *alert, void *argument) {
  (void)ssl;
  (void)alert;
  (void)argument;
  return SSL_TLSEXT_ERR_OK;
}

static unsigned on_psk_client(SSL *ssl, const char *hint, char *identity, unsigned identity_size, unsigned char *psk,
                              unsigned psk_size) {
  connection_t *self = connection_of(ssl);
  napi_value result;
  uint8_t *data;
  size_t length;
  if (self->env == NULL || !ask(self, ASK_PSK_CLIENT, tls_text(self->env, hint), &result)) return 0;
  if (!bytes(self->env, result, &data, &length) || length < 2) return 0;
  size_t name = (size_t)(data[0] << 8 | data[1]);
  if (name + 2 > length || name >= identity_size || length - 2 - name > psk_size) return 0;
  memcpy(identity, data + 2, name);
  identity[name] = '\0';
  memcpy(psk, data + 2 + name, length - 2 - name);
  unsigned key = (unsigned)(length - 2 - name);
  OPENSSL_cleanse(data, length);
  return key;
}

static unsigned on_psk_server(SSL *ssl, const char *identity, unsigned char *psk, unsigned psk_size) {
  connection_t *self = connection_of(ssl);
  napi_value result;
  uint8_t *data;
  size_t length;
  if (self->env == NULL || !ask(self, ASK_PSK_SERVER, tls_text(self->env, identity), &result)) return 0;
  if (!bytes(self->env, result, &data, &length) || length > psk_size) return 0;
  if (length > 0) memcpy(psk, data, length);
  OPENSSL_cleanse(data, length);
  return (unsigned)length;
}

// In SSLKEYLOGFILE's format, a line a secret.
static void on_keylog(const SSL *ssl, const char *line) {
  const connection_t *self = connection_of(ssl);
  if (self == NULL || self->context->keylog < 0) return;
  struct iovec parts[] = {{.iov_base = (char *)(uintptr_t)line, .iov_len = strlen(line)},
                          {.iov_base = (char[]){'\n'}, .iov_len = 1}};
  ssize_t written = writev(self->context->keylog, parts, 2);
  // A full disk must not end connections: the log is for debugging.
  (void)written;
}

// The server's choice goes by its own preference. Without a common protocol the handshake goes on without one.
static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_length, const unsigned char *in,
                   unsigned in_length, void *argument) {
  context_t *context = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
  (void)argument;
  if (context == NULL || context->alpn_length == 0) return SSL_TLSEXT_ERR_NOACK;
  unsigned char *chosen;
  int status = SSL_select_next_proto(&chosen, out_length, context->alpn, context->alpn_length, in, in_length);
  if (status != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// Decides nothing: keeps what the message of an error will name.
static int on_verify(int ok, X509_STORE_CTX *store) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  connection_t *self = ssl == NULL ? NULL : connection_of(ssl);
  if (ok || self == NULL || self->verify_code != X509_V_OK) return ok;
  self->verify_code = X509_STORE_CTX_get_error(store);
  self->verify_depth = X509_STORE_CTX_get_error_depth(store);
  X509 *certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate != NULL && X509_up_ref(certificate) == 1) self->verify_certificate = certificate;
  return ok;
}

// OpenSSL refuses to renegotiate with a warning, and would go on for as long as the peer asks.
static void on_information(const SSL *ssl, int where, int value) {
  connection_t *self = connection_of(ssl);
  if (self != NULL && where == SSL_CB_WRITE_ALERT && (value & 0xff) == SSL_AD_NO_RENEGOTIATION)
    self->renegotiation = true;
}

void callbacks_install(SSL_CTX *ctx, bool server) {
  SSL_CTX_set_verify(ctx, SSL_CTX_get_verify_mode(ctx), on_verify);
  SSL_CTX_set_info_callback(ctx, on_information);
  if (server) SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
}

// Only where it is wanted: OpenSSL would make a line of every secret for nothing.
void callbacks_keylog(SSL_CTX *ctx, bool on) { SSL_CTX_set_keylog_callback(ctx, on ? on_keylog : NULL); }

void callbacks_psk(SSL_CTX *ctx, bool client, bool server) {
  SSL_CTX_set_psk_client_callback(ctx, client ? on_psk_client : NULL);
  SSL_CTX_set_psk_server_callback(ctx, server ? on_psk_server : NULL);
}

void callbacks_server_name(SSL_CTX *ctx, bool on) {
  SSL_CTX_set_client_hello_cb(ctx, on ? on_client_hello : NULL, NULL);
  SSL_CTX_set_tlsext_servername_callback(ctx, (on ? on_server_name : NULL));
}
