// The constants of Python's `ssl`, with its numbers, which are OpenSSL's.

// What a context is for. It is made with one of the last two alone: the others, which Python has for old programs, are
// refused because they are of one version, or of neither side.
export const PROTOCOL_SSLv23 = 2;
export const PROTOCOL_TLS = 2;
export const PROTOCOL_TLSv1 = 3;
export const PROTOCOL_TLSv1_1 = 4;
export const PROTOCOL_TLSv1_2 = 5;
export const PROTOCOL_TLS_CLIENT = 16;
export const PROTOCOL_TLS_SERVER = 17;

// Whether a certificate of the peer is asked for, and whether it has to be there.
export const CERT_NONE = 0;
export const CERT_OPTIONAL = 1;
export const CERT_REQUIRED = 2;

// How a chain is verified: X509_VERIFY_PARAM_set_flags(3).
export const VERIFY_DEFAULT = 0;
export const VERIFY_CRL_CHECK_LEAF = 4;
export const VERIFY_CRL_CHECK_CHAIN = 12;
export const VERIFY_X509_STRICT = 32;
export const VERIFY_ALLOW_PROXY_CERTS = 64;
export const VERIFY_X509_TRUSTED_FIRST = 32768;
export const VERIFY_X509_PARTIAL_CHAIN = 524288;

// Workarounds and restrictions: SSL_CTX_set_options(3).
export const OP_ALL = 2147483728;
export const OP_CIPHER_SERVER_PREFERENCE = 4194304;
export const OP_ENABLE_KTLS = 8;
export const OP_ENABLE_MIDDLEBOX_COMPAT = 1048576;
export const OP_IGNORE_UNEXPECTED_EOF = 128;
export const OP_LEGACY_SERVER_CONNECT = 4;
export const OP_NO_COMPRESSION = 131072;
export const OP_NO_RENEGOTIATION = 1073741824;
export const OP_NO_SSLv2 = 0;
export const OP_NO_SSLv3 = 33554432;
export const OP_NO_TICKET = 16384;
export const OP_NO_TLSv1 = 67108864;
export const OP_NO_TLSv1_1 = 268435456;
export const OP_NO_TLSv1_2 = 134217728;
export const OP_NO_TLSv1_3 = 536870912;
export const OP_SINGLE_DH_USE = 0;
export const OP_SINGLE_ECDH_USE = 0;

// Alerts: RFC 8446 section 6.
export const ALERT_DESCRIPTION_CLOSE_NOTIFY = 0;
export const ALERT_DESCRIPTION_UNEXPECTED_MESSAGE = 10;
export const ALERT_DESCRIPTION_BAD_RECORD_MAC = 20;
export const ALERT_DESCRIPTION_RECORD_OVERFLOW = 22;
export const ALERT_DESCRIPTION_DECOMPRESSION_FAILURE = 30;
export const ALERT_DESCRIPTION_HANDSHAKE_FAILURE = 40;
export const ALERT_DESCRIPTION_BAD_CERTIFICATE = 42;
export const ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE = 43;
export const ALERT_DESCRIPTION_CERTIFICATE_REVOKED = 44;
export const ALERT_DESCRIPTION_CERTIFICATE_EXPIRED = 45;
export const ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN = 46;
export const ALERT_DESCRIPTION_ILLEGAL_PARAMETER = 47;
export const ALERT_DESCRIPTION_UNKNOWN_CA = 48;
export const ALERT_DESCRIPTION_ACCESS_DENIED = 49;
export const ALERT_DESCRIPTION_DECODE_ERROR = 50;
export const ALERT_DESCRIPTION_DECRYPT_ERROR = 51;
export const ALERT_DESCRIPTION_PROTOCOL_VERSION = 70;
export const ALERT_DESCRIPTION_INSUFFICIENT_SECURITY = 71;
export const ALERT_DESCRIPTION_INTERNAL_ERROR = 80;
export const ALERT_DESCRIPTION_USER_CANCELLED = 90;
export const ALERT_DESCRIPTION_NO_RENEGOTIATION = 100;
export const ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION = 110;
export const ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE = 111;
export const ALERT_DESCRIPTION_UNRECOGNIZED_NAME = 112;
export const ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE = 113;
export const ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE = 114;
export const ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY = 115;
export const ALERT_DESCRIPTION_CERTIFICATE_REQUIRED = 116;
export const ALERT_DESCRIPTION_NO_APPLICATION_PROTOCOL = 120;

// What SSLError.errno holds.
export const SSL_ERROR_SSL = 1;
export const SSL_ERROR_WANT_READ = 2;
export const SSL_ERROR_WANT_WRITE = 3;
export const SSL_ERROR_WANT_X509_LOOKUP = 4;
export const SSL_ERROR_SYSCALL = 5;
export const SSL_ERROR_ZERO_RETURN = 6;
export const SSL_ERROR_WANT_CONNECT = 7;
export const SSL_ERROR_EOF = 8;
export const SSL_ERROR_INVALID_ERROR_CODE = 10;

/** Versions of the protocol, as `minimumVersion` and `maximumVersion` take them. */
export const TLSVersion = {
  MINIMUM_SUPPORTED: -2,
  SSLv3: 0x300,
  TLSv1: 0x301,
  TLSv1_1: 0x302,
  TLSv1_2: 0x303,
  TLSv1_3: 0x304,
  MAXIMUM_SUPPORTED: -1,
} as const;
Object.freeze(TLSVersion);
export type TLSVersion = (typeof TLSVersion)[keyof typeof TLSVersion];

/** CERT_*, as `verifyMode` takes them. */
export const VerifyMode = {
  CERT_NONE: 0,
  CERT_OPTIONAL: 1,
  CERT_REQUIRED: 2,
} as const;
Object.freeze(VerifyMode);
export type VerifyMode = (typeof VerifyMode)[keyof typeof VerifyMode];

/** VERIFY_*, as `verifyFlags` takes them. */
export const VerifyFlags = {
  VERIFY_DEFAULT: 0,
  VERIFY_CRL_CHECK_LEAF: 4,
  VERIFY_CRL_CHECK_CHAIN: 12,
  VERIFY_X509_STRICT: 32,
  VERIFY_ALLOW_PROXY_CERTS: 64,
  VERIFY_X509_TRUSTED_FIRST: 32768,
  VERIFY_X509_PARTIAL_CHAIN: 524288,
} as const;
Object.freeze(VerifyFlags);

/** OP_*, as `options` takes them. */
export const Options = {
  OP_ALL: 2147483728,
  OP_CIPHER_SERVER_PREFERENCE: 4194304,
  OP_ENABLE_KTLS: 8,
  OP_ENABLE_MIDDLEBOX_COMPAT: 1048576,
  OP_IGNORE_UNEXPECTED_EOF: 128,
  OP_LEGACY_SERVER_CONNECT: 4,
  OP_NO_COMPRESSION: 131072,
  OP_NO_RENEGOTIATION: 1073741824,
  OP_NO_SSLv2: 0,
  OP_NO_SSLv3: 33554432,
  OP_NO_TICKET: 16384,
  OP_NO_TLSv1: 67108864,
  OP_NO_TLSv1_1: 268435456,
  OP_NO_TLSv1_2: 134217728,
  OP_NO_TLSv1_3: 536870912,
  OP_SINGLE_DH_USE: 0,
  OP_SINGLE_ECDH_USE: 0,
} as const;
Object.freeze(Options);

/** ALERT_DESCRIPTION_*: RFC 8446, section 6. */
export const AlertDescription = {
  CLOSE_NOTIFY: 0,
  UNEXPECTED_MESSAGE: 10,
  BAD_RECORD_MAC: 20,
  RECORD_OVERFLOW: 22,
  DECOMPRESSION_FAILURE: 30,
  HANDSHAKE_FAILURE: 40,
  BAD_CERTIFICATE: 42,
  UNSUPPORTED_CERTIFICATE: 43,
  CERTIFICATE_REVOKED: 44,
  CERTIFICATE_EXPIRED: 45,
  CERTIFICATE_UNKNOWN: 46,
  ILLEGAL_PARAMETER: 47,
  UNKNOWN_CA: 48,
  ACCESS_DENIED: 49,
  DECODE_ERROR: 50,
  DECRYPT_ERROR: 51,
  PROTOCOL_VERSION: 70,
  INSUFFICIENT_SECURITY: 71,
  INTERNAL_ERROR: 80,
  USER_CANCELLED: 90,
  NO_RENEGOTIATION: 100,
  UNSUPPORTED_EXTENSION: 110,
  CERTIFICATE_UNOBTAINABLE: 111,
  UNRECOGNIZED_NAME: 112,
  BAD_CERTIFICATE_STATUS_RESPONSE: 113,
  BAD_CERTIFICATE_HASH_VALUE: 114,
  UNKNOWN_PSK_IDENTITY: 115,
  CERTIFICATE_REQUIRED: 116,
  NO_APPLICATION_PROTOCOL: 120,
} as const;
Object.freeze(AlertDescription);

/** SSL_ERROR_*. */
export const SSLErrorNumber = {
  SSL_ERROR_SSL: 1,
  SSL_ERROR_WANT_READ: 2,
  SSL_ERROR_WANT_WRITE: 3,
  SSL_ERROR_WANT_X509_LOOKUP: 4,
  SSL_ERROR_SYSCALL: 5,
  SSL_ERROR_ZERO_RETURN: 6,
  SSL_ERROR_WANT_CONNECT: 7,
  SSL_ERROR_EOF: 8,
  SSL_ERROR_INVALID_ERROR_CODE: 10,
} as const;
Object.freeze(SSLErrorNumber);
