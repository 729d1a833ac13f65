// The contract of the TLS addon: OpenSSL as Node carries it, thinly.
//
// It is an addon of its own because Node-API is ABI-stable and OpenSSL is not. It is written against OpenSSL 3.0 and
// linked to nothing: the symbols are those of the node executable. Every exported function returns a value, -errno, or
// one of the codes below; what OpenSSL left in its error queue is then read with `errors()`. No reference to a
// JavaScript value is kept: the function that answers questions during a handshake is an argument of each attempt.
#ifndef BERKELEY_TLS_H
#define BERKELEY_TLS_H

#include "../platform.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Below every -errno; src/native/tls.ts has the same numbers.
enum {
  TLS_WANT_READ = -1001,
  TLS_WANT_WRITE = -1002,
  TLS_CLOSED = -1003, // close_notify was received
  TLS_EOF = -1004,    // the stream ended without it
  TLS_FAILED = -1005, // the error queue tells
  TLS_PAUSED = -1006, // a question has no answer yet
  TLS_RENEGOTIATION = -1007,
};

// What the answering function is asked, as its first argument.
enum {
  ASK_SERVER_NAME = 0, // (name | null) -> -1 go on, -2 not yet, otherwise an alert
  ASK_PSK_CLIENT = 1,  // (hint | null) -> bytes: length of identity in two bytes, identity, key
  ASK_PSK_SERVER = 2,  // (identity) -> bytes: key
};

typedef enum { CONTEXT = 0x7c01, CONNECTION, SESSION, MEMORY } kind_t;

typedef struct {
  kind_t kind;
  unsigned references; // the JavaScript object's, and one of each connection made from it
  SSL_CTX *ctx;
  int keylog; // a descriptor, or -1
  uint8_t *alpn;
  unsigned alpn_length;
} context_t;

enum {
  RECORD = 16384, // what one record holds at most
  HEADER = 5,     // what tells a record's type and length
};

// The methods of the BIO on a descriptor. One an environment; counted, because at the end of an environment nothing
// tells whether it or the last connection is finalized first.
typedef struct {
  unsigned references;
  BIO_METHOD *method;
} transport_t;

typedef struct connection connection_t;

struct connection {
  kind_t kind;
  unsigned references; // the JavaScript object's, and one of the connection that runs inside this one
  SSL *ssl;            // NULL once released
  context_t *context;
  context_t *switched; // what a server name callback chose
  transport_t *transport;

  // Below the SSL object: a descriptor, another connection, or neither (memory BIOs).
  int fd;
  connection_t *under;
  bool ended;      // the transport has come to its end
  int error;       // errno of its failure
  uint64_t moved;  // bytes in and out: what tells progress from none
  uint8_t *outbox; // ciphertext that the transport did not take yet
  size_t outbox_length;
  size_t outbox_sent;
  bool more;             // another record follows at once: the kernel need not send what it has
  uint8_t ahead[HEADER]; // the beginning of the next record, received with the one before it
  unsigned ahead_length;

  // While an attempt runs.
  bool busy;
  bool released;
  bool weighs; // V8 has been told of it
  napi_env env;
  napi_value answer;

  bool renegotiation;
  int verify_code; // the first failure of the chain
  int verify_depth;
  X509 *verify_certificate;
};

typedef struct {
  kind_t kind;
  SSL_SESSION *session;
} session_t;

typedef struct {
  kind_t kind;
  BIO *bio;
} memory_t;

// Values
void *tls_handle(napi_env env, napi_value value, kind_t kind);
napi_value tls_text(napi_env env, const char *text);
napi_value tls_bytes(napi_env env, const void *data, size_t length);
napi_value tls_null(napi_env env);
void tls_append(napi_env env, napi_value array, napi_value element);
// The DER form of a certificate, or null.
napi_value tls_der(napi_env env, X509 *certificate);
bool tls_optional_text(napi_env env, napi_value value, char *out, size_t size, bool *present);

// context.c
void context_release(context_t *context);

// transport.c
transport_t *transport_new(void);
void transport_release(transport_t *transport);
BIO *transport_bio(connection_t *connection);
int transport_flush(connection_t *connection);

// callbacks.c
void callbacks_install(SSL_CTX *ctx, bool server);
void callbacks_keylog(SSL_CTX *ctx, bool on);
void callbacks_psk(SSL_CTX *ctx, bool client, bool server);
void callbacks_server_name(SSL_CTX *ctx, bool on);

// Each file adds its functions to the exports.
void export_errors(napi_env env, napi_value exports);
void export_contexts(napi_env env, napi_value exports);
void export_policy(napi_env env, napi_value exports);
void export_credentials(napi_env env, napi_value exports);
void export_trust(napi_env env, napi_value exports);
void export_connections(napi_env env, napi_value exports);
void export_inspectors(napi_env env, napi_value exports);
void export_certificates(napi_env env, napi_value exports);
void export_sessions(napi_env env, napi_value exports);
void export_memory(napi_env env, napi_value exports);

#define HANDLE(type, variable, tag, value)                                                                             \
  type *variable = tls_handle(env, value, tag);                                                                        \
  if (variable == NULL) return failure(env, EFAULT)

#endif
