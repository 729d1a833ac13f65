// What a context offers and accepts: ciphers, groups, protocols, pre-shared keys, the key log.
#include "tls.h"

#include <openssl/objects.h>
#include <stdlib.h>

enum { LONGEST_LIST = 16384 };

static napi_value set_list(napi_env env, napi_value handle, napi_value list, int (*set)(SSL_CTX *, const char *)) {
  HANDLE(context_t, self, CONTEXT, handle);
  char *names = malloc(LONGEST_LIST);
  if (names == NULL) return failure(env, ENOMEM);
  ERR_clear_error();
  bool done = text(env, list, names, LONGEST_LIST) && set(self->ctx, names) == 1;
  free(names);
  return number(env, done ? 0 : TLS_FAILED);
}

static int set_groups_list(SSL_CTX *ctx, const char *list) { return (int)SSL_CTX_set1_groups_list(ctx, list); }

static napi_value set_ciphers(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return set_list(env, argv[0], argv[1], SSL_CTX_set_cipher_list);
}

static napi_value set_ciphersuites(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return set_list(env, argv[0], argv[1], SSL_CTX_set_ciphersuites);
}

static napi_value set_groups(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return set_list(env, argv[0], argv[1], set_groups_list);
}

static napi_value name_of(napi_env env, int nid) {
  return nid == NID_undef ? tls_null(env) : tls_text(env, OBJ_nid2ln(nid));
}

// ciphers(context): of each [id, name, protocol, description, bits, algorithm bits, aead, symmetric, digest, key
// exchange, authentication], one after the other.
static napi_value ciphers(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  napi_value list;
  napi_create_array(env, &list);
  SSL *ssl = SSL_new(self->ctx);
  if (ssl == NULL) return number(env, TLS_FAILED);
  STACK_OF(SSL_CIPHER) *all = SSL_get_ciphers(ssl);
  for (int i = 0; i < sk_SSL_CIPHER_num(all); i++) {
    const SSL_CIPHER *cipher = sk_SSL_CIPHER_value(all, i);
    char description[512];
    int algorithm_bits;
    int bits = SSL_CIPHER_get_bits(cipher, &algorithm_bits);
    napi_value aead;
    napi_get_boolean(env, SSL_CIPHER_is_aead(cipher) != 0, &aead);
    tls_append(env, list, number(env, SSL_CIPHER_get_id(cipher)));
    tls_append(env, list, tls_text(env, SSL_CIPHER_get_name(cipher)));
    tls_append(env, list, tls_text(env, SSL_CIPHER_get_version(cipher)));
    tls_append(env, list, tls_text(env, SSL_CIPHER_description(cipher, description, sizeof description)));
    tls_append(env, list, number(env, bits));
    tls_append(env, list, number(env, algorithm_bits));
    tls_append(env, list, aead);
    tls_append(env, list, name_of(env, SSL_CIPHER_get_cipher_nid(cipher)));
    tls_append(env, list, name_of(env, SSL_CIPHER_get_digest_nid(cipher)));
    tls_append(env, list, name_of(env, SSL_CIPHER_get_kx_nid(cipher)));
    tls_append(env, list, name_of(env, SSL_CIPHER_get_auth_nid(cipher)));
  }
  SSL_free(ssl);
  return list;
}

// setAlpn(context, list): each protocol behind a byte of its length, as on the wire.
static napi_value set_alpn(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  uint8_t *data, *copy = NULL;
  size_t length;
  if (!bytes(env, argv[1], &data, &length)) return failure(env, EFAULT);
  if (length > 0) {
    copy = malloc(length);
    if (copy == NULL) return failure(env, ENOMEM);
    memcpy(copy, data, length);
  }
  // Here 0 is success.
  if (SSL_CTX_set_alpn_protos(self->ctx, copy, (unsigned)length) != 0) {
    free(copy);
    return number(env, TLS_FAILED);
  }
  free(self->alpn);
  self->alpn = copy;
  self->alpn_length = (unsigned)length;
  return number(env, 0);
}

// setPsk(context, client, server, hint | null)
static napi_value set_psk(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  char hint[PSK_MAX_IDENTITY_LEN + 1];
  bool present;
  ERR_clear_error();
  if (!tls_optional_text(env, argv[3], hint, sizeof hint, &present)) return failure(env, EINVAL);
  if (SSL_CTX_use_psk_identity_hint(self->ctx, present ? hint : NULL) != 1) return number(env, TLS_FAILED);
  callbacks_psk(self->ctx, boolean(env, argv[1]), boolean(env, argv[2]));
  return number(env, 0);
}

static napi_value set_server_name(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  callbacks_server_name(self->ctx, boolean(env, argv[1]));
  return number(env, 0);
}

// setKeylog(context, fd): the context owns the descriptor from now on; -1 ends the log.
static napi_value set_keylog(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  if (self->keylog >= 0) close(self->keylog);
  self->keylog = integer(env, argv[1]);
  callbacks_keylog(self->ctx, self->keylog >= 0);
  return number(env, 0);
}

void export_policy(napi_env env, napi_value exports) {
  export_function(env, exports, "contextSetCiphers", set_ciphers);
  export_function(env, exports, "contextSetCiphersuites", set_ciphersuites);
  export_function(env, exports, "contextSetGroups", set_groups);
  export_function(env, exports, "contextCiphers", ciphers);
  export_function(env, exports, "contextSetAlpn", set_alpn);
  export_function(env, exports, "contextSetPsk", set_psk);
  export_function(env, exports, "contextSetServerName", set_server_name);
  export_function(env, exports, "contextSetKeylog", set_keylog);
}
