// getServerCertificate: what certificate a server shows, verified or not.
import { type ConnectionTarget, targetOf } from "../core/connections/target.ts";
import { derCertToPemCert } from "../tls/certificate.ts";
import { CERT_NONE, CERT_REQUIRED } from "../tls/constants.ts";
import { SSLContext } from "../tls/context.ts";
import { SSLError } from "../tls/errors.ts";
import { createConnection } from "./connection.ts";
import type { SSLSocket } from "./ssl-socket.ts";

/** What `getServerCertificate` takes besides the address. */
export interface ServerCertificateOptions {
  /** A file of authorities: the certificate is verified by them. Without it, whatever the server shows is given. */
  readonly caCerts?: string | null | undefined;
  /** In seconds, for the connection and the handshake each; absent: the default time-out; null: none. */
  readonly timeout?: number | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to a TLS server, and gives its certificate in PEM. The host name is sent, and not checked.
 *
 * @throws What `createConnection` and the handshake throw; with `caCerts` SSLCertVerificationError too.
 */
export async function getServerCertificate(
  address: ConnectionTarget,
  { caCerts = null, timeout, signal }: ServerCertificateOptions = {},
): Promise<string> {
  const context = new SSLContext();
  context.checkHostname = false;
  context.verifyMode = caCerts === null ? CERT_NONE : CERT_REQUIRED;
  if (caCerts !== null) context.loadVerifyLocations({ cafile: caCerts });
  const options = { timeout, signal };
  // Without a host it is this one.
  const host = targetOf(address, options).host ?? "localhost";
  const sock = await createConnection(address, options);
  try {
    const tls = (await context.wrapSocket(sock, { serverHostname: host, signal })) as SSLSocket<number>;
    try {
      const der = tls.getpeercert(true);
      if (der === null) throw new SSLError(undefined, `${host} showed no certificate`);
      return derCertToPemCert(der);
    } finally {
      tls.close();
    }
  } finally {
    sock.close();
  }
}
