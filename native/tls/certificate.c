// A certificate, taken apart with OpenSSL's own parsers. src/tls gives it Python's shape.
#include "tls.h"

#include <stdio.h>

static napi_value array(napi_env env) {
  napi_value list = NULL;
  napi_create_array(env, &list);
  return list;
}

static napi_value text_of(napi_env env, const ASN1_STRING *string) {
  napi_value value = NULL;
  // Latin-1 is what IA5Strings are read as where they are not ASCII, so that nothing is lost.
  napi_create_string_latin1(env, (const char *)ASN1_STRING_get0_data(string), (size_t)ASN1_STRING_length(string),
                            &value);
  return value;
}

static napi_value utf8_of(napi_env env, const ASN1_STRING *string) {
  unsigned char *data = NULL;
  int length = ASN1_STRING_to_UTF8(&data, string);
  napi_value value = NULL;
  if (length < 0) return text_of(env, string);
  napi_create_string_utf8(env, (const char *)data, (size_t)length, &value);
  OPENSSL_free(data);
  return value;
}

// The long name, or the dotted form where it has none.
static napi_value oid_of(napi_env env, const ASN1_OBJECT *object, bool dotted) {
  char name[256];
  int nid = dotted ? NID_undef : OBJ_obj2nid(object);
  if (nid != NID_undef) return tls_text(env, OBJ_nid2ln(nid));
  int length = OBJ_obj2txt(name, sizeof name, object, 1);
  return tls_text(env, length > 0 && (size_t)length < sizeof name ? name : "");
}

// A list of the relative names, each a list of pairs.
static napi_value name_of(napi_env env, X509_NAME *name) {
  napi_value list = array(env), set = NULL;
  int last = -1;
  for (int i = 0; i < X509_NAME_entry_count(name); i++) {
    X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
    if (set == NULL || X509_NAME_ENTRY_set(entry) != last) tls_append(env, list, set = array(env));
    last = X509_NAME_ENTRY_set(entry);
    napi_value pair = array(env);
    tls_append(env, pair, oid_of(env, X509_NAME_ENTRY_get_object(entry), false));
    tls_append(env, pair, utf8_of(env, X509_NAME_ENTRY_get_data(entry)));
    tls_append(env, set, pair);
  }
  return list;
}

static napi_value address_of(napi_env env, const ASN1_OCTET_STRING *address) {
  const unsigned char *data = ASN1_STRING_get0_data(address);
  char out[64];
  if (ASN1_STRING_length(address) == 4) {
    snprintf(out, sizeof out, "%d.%d.%d.%d", data[0], data[1], data[2], data[3]);
  } else if (ASN1_STRING_length(address) == 16) {
    int at = 0;
    for (int i = 0; i < 16; i += 2)
      at += snprintf(out + at, sizeof out - (size_t)at, i == 0 ? "%X" : ":%X", data[i] << 8 | data[i + 1]);
  } else {
    return tls_text(env, "<invalid>");
  }
  return tls_text(env, out);
}

static napi_value printed(napi_env env, BIO *bio) {
  char *data;
  long length = BIO_get_mem_data(bio, &data);
  napi_value value = NULL;
  napi_create_string_utf8(env, data, (size_t)length, &value);
  (void)BIO_reset(bio);
  return value;
}

// What OpenSSL shows behind the kind of name: "UPN:someone@example.test", "<unsupported>", …
static napi_value shown(napi_env env, const GENERAL_NAME *name) {
  char *data, *colon;
  BIO *bio = BIO_new(BIO_s_mem());
  if (bio == NULL) return tls_text(env, "");
  napi_value value = NULL;
  // GENERAL_NAME_print does not change it, whatever its prototype says in OpenSSL 3.0.
  GENERAL_NAME_print(bio, (GENERAL_NAME *)(uintptr_t)name);
  long length = BIO_get_mem_data(bio, &data);
  colon = length > 0 ? memchr(data, ':', (size_t)length) : NULL;
  if (colon != NULL) napi_create_string_utf8(env, colon + 1, (size_t)(data + length - colon - 1), &value);
  BIO_free(bio);
  return value == NULL ? tls_text(env, "<unsupported>") : value;
}

// Appends [kind, value].
static void append_general_name(napi_env env, napi_value list, const GENERAL_NAME *name) {
  napi_value pair = array(env);
  const char *kind;
  napi_value value;
  switch (name->type) {
  case GEN_DNS:
    kind = "DNS";
    value = text_of(env, name->d.dNSName);
    break;
  case GEN_EMAIL:
    kind = "email";
    value = text_of(env, name->d.rfc822Name);
    break;
  case GEN_URI:
    kind = "URI";
    value = text_of(env, name->d.uniformResourceIdentifier);
    break;
  case GEN_DIRNAME:
    kind = "DirName";
    value = name_of(env, name->d.directoryName);
    break;
  case GEN_IPADD:
    kind = "IP Address";
    value = address_of(env, name->d.iPAddress);
    break;
  case GEN_RID:
    kind = "Registered ID";
    value = oid_of(env, name->d.registeredID, false);
    break;
  case GEN_OTHERNAME:
    kind = "othername";
    value = shown(env, name);
    break;
  default:
    kind = name->type == GEN_X400 ? "X400Name" : "EdiPartyName";
    value = shown(env, name);
  }
  tls_append(env, pair, tls_text(env, kind));
  tls_append(env, pair, value);
  tls_append(env, list, pair);
}

static napi_value alternative_names(napi_env env, X509 *certificate) {
  napi_value list = array(env);
  GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) append_general_name(env, list, sk_GENERAL_NAME_value(names, i));
  GENERAL_NAMES_free(names);
  return list;
}

static napi_value access_of(napi_env env, X509 *certificate, int method) {
  napi_value list = array(env);
  AUTHORITY_INFO_ACCESS *access = X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL);
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access); i++) {
    ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(access, i);
    if (OBJ_obj2nid(one->method) == method && one->location->type == GEN_URI)
      tls_append(env, list, text_of(env, one->location->d.uniformResourceIdentifier));
  }
  AUTHORITY_INFO_ACCESS_free(access);
  return list;
}

static napi_value distribution_points(napi_env env, X509 *certificate) {
  napi_value list = array(env);
  CRL_DIST_POINTS *points = X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
  for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
    DIST_POINT *point = sk_DIST_POINT_value(points, i);
    if (point->distpoint == NULL || point->distpoint->type != 0) continue;
    GENERAL_NAMES *names = point->distpoint->name.fullname;
    for (int j = 0; j < sk_GENERAL_NAME_num(names); j++) {
      GENERAL_NAME *name = sk_GENERAL_NAME_value(names, j);
      if (name->type == GEN_URI) tls_append(env, list, text_of(env, name->d.uniformResourceIdentifier));
    }
  }
  CRL_DIST_POINTS_free(points);
  return list;
}

// certificate(DER): [subject, issuer, version, serial number, not before, not after, alternative names, OCSP,
// issuers, revocation lists], or TLS_FAILED.
static napi_value certificate(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint8_t *data;
  size_t length;
  if (!bytes(env, argv[0], &data, &length)) return failure(env, EFAULT);
  ERR_clear_error();
  const unsigned char *at = data;
  X509 *self = d2i_X509(NULL, &at, (long)length);
  BIO *bio = BIO_new(BIO_s_mem());
  if (self == NULL || bio == NULL) {
    X509_free(self);
    BIO_free(bio);
    return number(env, TLS_FAILED);
  }
  napi_value list = array(env);
  tls_append(env, list, name_of(env, X509_get_subject_name(self)));
  tls_append(env, list, name_of(env, X509_get_issuer_name(self)));
  tls_append(env, list, number(env, X509_get_version(self) + 1));
  i2a_ASN1_INTEGER(bio, X509_get0_serialNumber(self));
  tls_append(env, list, printed(env, bio));
  ASN1_TIME_print(bio, X509_get0_notBefore(self));
  tls_append(env, list, printed(env, bio));
  ASN1_TIME_print(bio, X509_get0_notAfter(self));
  tls_append(env, list, printed(env, bio));
  tls_append(env, list, alternative_names(env, self));
  tls_append(env, list, access_of(env, self, NID_ad_OCSP));
  tls_append(env, list, access_of(env, self, NID_ad_ca_issuers));
  tls_append(env, list, distribution_points(env, self));
  BIO_free(bio);
  X509_free(self);
  return list;
}

// object(text, byName): [nid, short name, long name, OID], or -EINVAL.
static napi_value object(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  char name[256];
  if (!text(env, argv[0], name, sizeof name)) return failure(env, EINVAL);
  ERR_clear_error();
  ASN1_OBJECT *found = OBJ_txt2obj(name, boolean(env, argv[1]) ? 0 : 1);
  int nid = found == NULL ? NID_undef : OBJ_obj2nid(found);
  if (nid == NID_undef) {
    ASN1_OBJECT_free(found);
    return failure(env, EINVAL);
  }
  napi_value list = array(env);
  tls_append(env, list, number(env, nid));
  tls_append(env, list, tls_text(env, OBJ_nid2sn(nid)));
  tls_append(env, list, tls_text(env, OBJ_nid2ln(nid)));
  tls_append(env, list, oid_of(env, found, true));
  ASN1_OBJECT_free(found);
  return list;
}

void export_certificates(napi_env env, napi_value exports) {
  export_function(env, exports, "certificate", certificate);
  export_function(env, exports, "object", object);
}
