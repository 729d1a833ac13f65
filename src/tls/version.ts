// Which OpenSSL this is, and what it can do.
import { tls } from "../native/tls.ts";

export const OPENSSL_VERSION: string = tls.versionText;
export const OPENSSL_VERSION_NUMBER: number = tls.versionNumber;
/** major, minor, fix, patch, status: as Python takes the number apart. */
export const OPENSSL_VERSION_INFO: readonly [number, number, number, number, number] = [
  (tls.versionNumber >>> 28) & 0xff,
  (tls.versionNumber >>> 20) & 0xff,
  (tls.versionNumber >>> 12) & 0xff,
  (tls.versionNumber >>> 4) & 0xff,
  tls.versionNumber & 0xf,
];

export const HAS_ALPN = true;
export const HAS_ECDH = true;
export const HAS_NEVER_CHECK_COMMON_NAME = true;
export const HAS_NPN = false;
export const HAS_PSK = true;
export const HAS_PHA = true;
export const HAS_SNI = true;
export const HAS_SSLv2 = false;
export const HAS_SSLv3 = false;
export const HAS_TLSv1 = true;
export const HAS_TLSv1_1 = true;
export const HAS_TLSv1_2 = true;
export const HAS_TLSv1_3 = true;
