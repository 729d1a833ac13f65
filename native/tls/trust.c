// What a context trusts: certificates, directories of them, revocation lists.
#include "tls.h"

#include <limits.h>
#include <openssl/pem.h>

static bool duplicate(void) {
  unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_X509 && ERR_GET_REASON(error) == X509_R_CERT_ALREADY_IN_HASH_TABLE;
}

// Adds the certificates and the revocation lists among `list`: how many, or -1.
static int64_t add_all(X509_STORE *store, STACK_OF(X509_INFO) *list) {
  int64_t count = 0;
  for (int i = 0; i < sk_X509_INFO_num(list); i++) {
    X509_INFO *entry = sk_X509_INFO_value(list, i);
    if (entry->x509 != NULL) {
      if (X509_STORE_add_cert(store, entry->x509) != 1 && !duplicate()) return -1;
      count++;
    }
    if (entry->crl != NULL) {
      if (X509_STORE_add_crl(store, entry->crl) != 1 && !duplicate()) return -1;
      count++;
    }
  }
  ERR_clear_error();
  return count;
}

static int64_t add_der(X509_STORE *store, const uint8_t *data, size_t length) {
  const unsigned char *at = data, *end = data + length;
  int64_t count = 0;
  while (at < end) {
    X509 *certificate = d2i_X509(NULL, &at, (long)(end - at));
    if (certificate == NULL) return -1;
    int status = X509_STORE_add_cert(store, certificate);
    X509_free(certificate);
    if (status != 1 && !duplicate()) return -1;
    count++;
  }
  ERR_clear_error();
  return count;
}

// trustBytes(context, data, pem): the number of certificates and revocation lists that were added.
static napi_value trust_bytes(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  uint8_t *data;
  size_t length;
  if (!bytes(env, argv[1], &data, &length) || length > INT_MAX) return failure(env, EFAULT);
  ERR_clear_error();
  X509_STORE *store = SSL_CTX_get_cert_store(self->ctx);
  if (!boolean(env, argv[2])) {
    int64_t count = add_der(store, data, length);
    return number(env, count < 0 ? TLS_FAILED : count);
  }

  BIO *bio = BIO_new_mem_buf(length == 0 ? (uint8_t *)"" : data, (int)length);
  STACK_OF(X509_INFO) *list = bio == NULL ? NULL : PEM_X509_INFO_read_bio(bio, NULL, NULL, (void *)"");
  BIO_free(bio);
  if (list == NULL) return number(env, TLS_FAILED);
  int64_t count = add_all(store, list);
  sk_X509_INFO_pop_free(list, X509_INFO_free);
  return number(env, count < 0 ? TLS_FAILED : count);
}

// trustDirectory(context, path): of files named by hash (openssl rehash), read when they are needed.
static napi_value trust_directory(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  char path[PATH_MAX];
  ERR_clear_error();
  if (!text(env, argv[1], path, sizeof path)) return failure(env, ENAMETOOLONG);
  return number(env, SSL_CTX_load_verify_dir(self->ctx, path) == 1 ? 0 : TLS_FAILED);
}

// storeStats(context): [certificates, revocation lists, certificates of authorities]
static napi_value store_stats(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  int64_t certificates = 0, lists = 0, authorities = 0;
  STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(self->ctx));
  for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
    X509_OBJECT *object = sk_X509_OBJECT_value(objects, i);
    X509 *certificate = X509_OBJECT_get0_X509(object);
    if (certificate != NULL) {
      certificates++;
      if (X509_check_ca(certificate) != 0) authorities++;
    } else if (X509_OBJECT_get0_X509_CRL(object) != NULL) {
      lists++;
    }
  }
  napi_value result;
  napi_create_array(env, &result);
  tls_append(env, result, number(env, certificates));
  tls_append(env, result, number(env, lists));
  tls_append(env, result, number(env, authorities));
  return result;
}

// caCerts(context): the DER form of each authority's certificate.
static napi_value ca_certs(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  HANDLE(context_t, self, CONTEXT, argv[0]);
  napi_value result;
  napi_create_array(env, &result);
  STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(self->ctx));
  for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
    X509 *certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (certificate != NULL && X509_check_ca(certificate) != 0) tls_append(env, result, tls_der(env, certificate));
  }
  return result;
}

// defaultPaths(): [variable of the file, file, variable of the directory, directory] of this build of OpenSSL.
static napi_value default_paths(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  napi_create_array(env, &result);
  tls_append(env, result, tls_text(env, X509_get_default_cert_file_env()));
  tls_append(env, result, tls_text(env, X509_get_default_cert_file()));
  tls_append(env, result, tls_text(env, X509_get_default_cert_dir_env()));
  tls_append(env, result, tls_text(env, X509_get_default_cert_dir()));
  return result;
}

void export_trust(napi_env env, napi_value exports) {
  export_function(env, exports, "contextTrustBytes", trust_bytes);
  export_function(env, exports, "contextTrustDirectory", trust_directory);
  export_function(env, exports, "contextStoreStats", store_stats);
  export_function(env, exports, "contextCaCerts", ca_certs);
  export_function(env, exports, "defaultPaths", default_paths);
}
