// createDefaultContext: the settings that are right for most programs.
import {
  CERT_NONE,
  PROTOCOL_TLS_CLIENT,
  PROTOCOL_TLS_SERVER,
  VERIFY_X509_PARTIAL_CHAIN,
  VERIFY_X509_STRICT,
} from "./constants.ts";
import { SSLContext } from "./context.ts";
import { asLocations, type VerifyLocations } from "./credentials.ts";
import { asPurpose, Purpose, type PurposeObject } from "./purpose.ts";

/**
 * A context for clients (SERVER_AUTH: it authenticates servers) or for servers (CLIENT_AUTH). TLS 1.2 or later; a
 * client requires a certificate and checks the host name; chains are held to RFC 5280. It trusts what is given, or else
 * what the system trusts. The file that the environment variable SSLKEYLOGFILE names gets the connections' secrets.
 *
 * @throws OSError for a file that cannot be read, SSLError for one that holds no certificate.
 * @example
 * const context = createDefaultContext();
 * await using sock = await context.wrapSocket(plain, { serverHostname: "www.example.com" });
 */
export function createDefaultContext(
  purpose: PurposeObject = Purpose.SERVER_AUTH,
  locations: VerifyLocations = {},
): SSLContext {
  const isClient = asPurpose(purpose) === Purpose.SERVER_AUTH;
  const { cafile, capath, cadata } = asLocations(locations, "createDefaultContext");
  const context = new SSLContext(isClient ? PROTOCOL_TLS_CLIENT : PROTOCOL_TLS_SERVER);
  context.verifyFlags |= VERIFY_X509_PARTIAL_CHAIN | VERIFY_X509_STRICT;
  if ((cafile ?? capath ?? cadata ?? null) !== null) context.loadVerifyLocations({ cafile, capath, cadata });
  else if (context.verifyMode !== CERT_NONE) context.loadDefaultCerts(purpose);
  const keylog = process.env.SSLKEYLOGFILE;
  if (keylog !== undefined && keylog !== "") context.keylogFilename = keylog;
  return context;
}
