// Certificates and private keys of one's own, and Diffie-Hellman parameters.
#include "tls.h"

#include <openssl/pem.h>

typedef struct {
  napi_env env;
  napi_value ask; // () -> bytes | null
} password_t;

static int on_password(char *out, int size, int writing, void *data) {
  password_t *self = data;
  napi_valuetype type;
  napi_value receiver, result;
  uint8_t *password;
  size_t length;
  (void)writing;
  if (napi_typeof(self->env, self->ask, &type) != napi_ok || type != napi_function) return -1;
  if (napi_get_undefined(self->env, &receiver) != napi_ok ||
      napi_call_function(self->env, receiver, self->ask, 0, NULL, &result) != napi_ok)
    return -1;
  if (!bytes(self->env, result, &password, &length) || length > (size_t)size) return -1;
  if (length > 0) memcpy(out, password, length);
  OPENSSL_cleanse(password, length);
  return (int)length;
}

static BIO *memory_of(napi_env env, napi_value value) {
  uint8_t *data;
  size_t length;
  if (!bytes(env, value, &data, &length) || length > INT32_MAX) return NULL;
  return BIO_new_mem_buf(length == 0 ? (uint8_t *)"" : data, (int)length);
}

static bool is_pem(BIO *bio) {
  char *data;
  long length = BIO_get_mem_data(bio, &data);
  static const char mark[] = "-----BEGIN ";
  for (long i = 0; i + (long)sizeof mark - 1 <= length; i++)
    if (memcmp(data + i, mark, sizeof mark - 1) == 0) return true;
  return false;
}

// The leaf, with its chain behind it.
static X509 *read_chain(BIO *bio, STACK_OF(X509) *chain) {
  if (!is_pem(bio)) return d2i_X509_bio(bio, NULL);
  // A certificate is not encrypted, and OpenSSL's own question would be put on the terminal.

  X509 *leaf = PEM_read_bio_X509_AUX(bio, NULL, NULL, (void *)"");
  if (leaf == NULL) return NULL;
  for (;;) {
    X509 *next = PEM_read_bio_X509(bio, NULL, NULL, (void *)"");
    if (next == NULL) break;
    if (sk_X509_push(chain, next) <= 0) {
      X509_free(next);
      break;
    }
  }
  unsigned long error = ERR_peek_last_error();
  if (ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE) {
    ERR_clear_error();
    return leaf;
  }
  X509_free(leaf);
  return NULL;
}

static EVP_PKEY *read_key(BIO *bio, password_t *password) {
  if (is_pem(bio)) return PEM_read_bio_PrivateKey(bio, NULL, on_password, password);
  char *data;
  long length = BIO_get_mem_data(bio, &data);
  const unsigned char *at = (const unsigned char *)data;
  EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, length);
  if (key != NULL) return key;
  ERR_clear_error();
  return d2i_PKCS8PrivateKey_bio(bio, NULL, on_password, password);
}

// loadCertChain(context, certificates, key, password): replaces what the context had for this type of key, all of it
// or nothing. Connections that exist keep what they began with.
static napi_value load_cert_chain(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  password_t password = {.env = env, .ask = argv[3]};
  ERR_clear_error();
  BIO *certificates = memory_of(env, argv[1]);
  BIO *secret = memory_of(env, argv[2]);
  STACK_OF(X509) *chain = sk_X509_new_null();
  X509 *leaf = NULL;
  EVP_PKEY *key = NULL;
  bool done = false;
  if (certificates != NULL && secret != NULL && chain != NULL) {
    leaf = read_chain(certificates, chain);
    if (leaf != NULL) key = read_key(secret, &password);
    if (key != NULL && X509_check_private_key(leaf, key) == 1)
      done = SSL_CTX_use_cert_and_key(self->ctx, leaf, key, chain, 1) == 1;
  }
  X509_free(leaf);
  EVP_PKEY_free(key);
  sk_X509_pop_free(chain, X509_free);
  BIO_free(certificates);
  BIO_free(secret);
  return number(env, done ? 0 : TLS_FAILED);
}

// loadDh(context, PEM)
static napi_value load_dh(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  ERR_clear_error();
  BIO *bio = memory_of(env, argv[1]);
  EVP_PKEY *parameters = bio == NULL ? NULL : PEM_read_bio_Parameters(bio, NULL);
  BIO_free(bio);
  if (parameters != NULL && SSL_CTX_set0_tmp_dh_pkey(self->ctx, parameters) == 1) return number(env, 0);
  EVP_PKEY_free(parameters);
  return number(env, TLS_FAILED);
}

void export_credentials(napi_env env, napi_value exports) {
  export_function(env, exports, "contextLoadCertChain", load_cert_chain);
  export_function(env, exports, "contextLoadDh", load_dh);
}
