// What is known of a connection.
#include "tls.h"

#define CONNECTED(variable, value)                                                                                     \
  HANDLE(connection_t, variable, CONNECTION, value);                                                                   \
  if (variable->ssl == NULL) return failure(env, EBADF)

static napi_value finished(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  return number(env, SSL_is_init_finished(self->ssl));
}

static napi_value pending(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  return number(env, SSL_pending(self->ssl));
}

static napi_value version(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  if (!SSL_is_init_finished(self->ssl)) return tls_null(env);
  return tls_text(env, SSL_get_version(self->ssl));
}

static void append_cipher(napi_env env, napi_value list, const SSL_CIPHER *cipher) {
  tls_append(env, list, tls_text(env, SSL_CIPHER_get_name(cipher)));
  tls_append(env, list, tls_text(env, SSL_CIPHER_get_version(cipher)));
  tls_append(env, list, number(env, SSL_CIPHER_get_bits(cipher, NULL)));
}

// cipher(connection): [name, protocol, bits], or null
static napi_value cipher(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  const SSL_CIPHER *current = SSL_get_current_cipher(self->ssl);
  if (current == NULL) return tls_null(env);
  napi_value list;
  napi_create_array(env, &list);
  append_cipher(env, list, current);
  return list;
}

// sharedCiphers(connection): name, protocol, bits of each that client and server have; null on the client.
static napi_value shared_ciphers(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  STACK_OF(SSL_CIPHER) *theirs = SSL_get_client_ciphers(self->ssl);
  STACK_OF(SSL_CIPHER) *ours = SSL_get_ciphers(self->ssl);
  if (!SSL_is_server(self->ssl) || theirs == NULL) return tls_null(env);
  napi_value list;
  napi_create_array(env, &list);
  for (int i = 0; i < sk_SSL_CIPHER_num(theirs); i++) {
    const SSL_CIPHER *one = sk_SSL_CIPHER_value(theirs, i);
    if (sk_SSL_CIPHER_find(ours, one) >= 0) append_cipher(env, list, one);
  }
  return list;
}

static napi_value compression(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  const COMP_METHOD *method = SSL_get_current_compression(self->ssl);
  return method == NULL ? tls_null(env) : tls_text(env, SSL_COMP_get_name(method));
}

// alpn(connection): bytes, or null
static napi_value alpn(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  const unsigned char *data;
  unsigned length;
  SSL_get0_alpn_selected(self->ssl, &data, &length);
  return length == 0 ? tls_null(env) : tls_bytes(env, data, length);
}

// finishedMessage(connection): the first Finished message of the handshake, RFC 5929 section 3.
static napi_value finished_message(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  unsigned char data[EVP_MAX_MD_SIZE];
  // The client's comes first, but in a resumption the server's.
  bool ours = (SSL_session_reused(self->ssl) != 0) == (SSL_is_server(self->ssl) != 0);
  size_t length =
      ours ? SSL_get_finished(self->ssl, data, sizeof data) : SSL_get_peer_finished(self->ssl, data, sizeof data);
  return length == 0 ? tls_null(env) : tls_bytes(env, data, length);
}

// exporter(connection): tls-exporter, RFC 9266.
static napi_value exporter(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  static const char label[] = "EXPORTER-Channel-Binding";
  unsigned char data[32];
  ERR_clear_error();
  if (SSL_export_keying_material(self->ssl, data, sizeof data, label, sizeof label - 1, NULL, 0, 1) != 1)
    return number(env, TLS_FAILED);
  return tls_bytes(env, data, sizeof data);
}

static X509 *server_certificate(SSL *ssl) {
  return SSL_is_server(ssl) ? SSL_get_certificate(ssl) : SSL_get0_peer_certificate(ssl);
}

// serverCertificate(connection): [DER, name of its signature's digest], or null
static napi_value end_point(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  X509 *certificate = server_certificate(self->ssl);
  if (certificate == NULL) return tls_null(env);
  int digest = NID_undef;
  X509_get_signature_info(certificate, &digest, NULL, NULL, NULL);
  napi_value result;
  napi_create_array(env, &result);
  tls_append(env, result, tls_der(env, certificate));
  tls_append(env, result, tls_text(env, digest == NID_undef ? "" : OBJ_nid2sn(digest)));
  return result;
}

static napi_value peer_certificate(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  return tls_der(env, SSL_get0_peer_certificate(self->ssl));
}

static napi_value chain(napi_env env, STACK_OF(X509) *certificates, X509 *leaf) {
  if (certificates == NULL && leaf == NULL) return tls_null(env);
  napi_value list;
  napi_create_array(env, &list);
  if (leaf != NULL) tls_append(env, list, tls_der(env, leaf));
  for (int i = 0; i < sk_X509_num(certificates); i++)
    tls_append(env, list, tls_der(env, sk_X509_value(certificates, i)));
  return list;
}

static napi_value verified_chain(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  if (SSL_get_verify_result(self->ssl) != X509_V_OK) return tls_null(env);
  return chain(env, SSL_get0_verified_chain(self->ssl), NULL);
}

static napi_value unverified_chain(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  // A server's SSL object leaves the client's own certificate out of the chain.
  X509 *leaf = SSL_is_server(self->ssl) ? SSL_get0_peer_certificate(self->ssl) : NULL;
  return chain(env, SSL_get_peer_cert_chain(self->ssl), leaf);
}

// verification(connection): [code, depth, DER of the certificate that failed | null, SSL_VERIFY_*]; the first failure.
static napi_value verification(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  CONNECTED(self, argv[0]);
  napi_value list;
  napi_create_array(env, &list);
  long code = self->verify_code != X509_V_OK ? self->verify_code : SSL_get_verify_result(self->ssl);
  tls_append(env, list, number(env, code));
  tls_append(env, list, number(env, self->verify_depth));
  tls_append(env, list, tls_der(env, self->verify_certificate));
  tls_append(env, list, number(env, SSL_get_verify_mode(self->ssl)));
  return list;
}

void export_inspectors(napi_env env, napi_value exports) {
  export_function(env, exports, "finished", finished);
  export_function(env, exports, "pending", pending);
  export_function(env, exports, "version", version);
  export_function(env, exports, "cipher", cipher);
  export_function(env, exports, "sharedCiphers", shared_ciphers);
  export_function(env, exports, "compression", compression);
  export_function(env, exports, "alpn", alpn);
  export_function(env, exports, "finishedMessage", finished_message);
  export_function(env, exports, "exporter", exporter);
  export_function(env, exports, "endPoint", end_point);
  export_function(env, exports, "peerCertificate", peer_certificate);
  export_function(env, exports, "verifiedChain", verified_chain);
  export_function(env, exports, "unverifiedChain", unverified_chain);
  export_function(env, exports, "verification", verification);
}
