// The ciphers of a context, as getCiphers tells them.
import { type ContextHandle, tls } from "../native/tls.ts";
import { sslError } from "./errors.ts";

/** A cipher, as Python's `get_ciphers` describes it. */
export interface CipherDescription {
  readonly id: number;
  readonly name: string;
  readonly protocol: string;
  readonly description: string;
  readonly strengthBits: number;
  readonly algBits: number;
  readonly aead: boolean;
  readonly symmetric: string | null;
  readonly digest: string | null;
  readonly kea: string | null;
  readonly auth: string | null;
}

/** Python's choice: forward secrecy and authenticated encryption, nothing that OpenSSL's security level 2 refuses. */
export const DEFAULT_CIPHERS =
  "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM";

const WIDTH = 11;

export function cipherList(context: ContextHandle): CipherDescription[] {
  const values = tls.contextCiphers(context);
  if (typeof values === "number") throw sslError("Listing the ciphers", "getCiphers");
  const list: CipherDescription[] = [];
  for (let i = 0; i + WIDTH <= values.length; i += WIDTH) {
    const [id, name, protocol, description, strengthBits, algBits, aead, symmetric, digest, kea, auth] = values.slice(
      i,
      i + WIDTH,
    ) as [
      number,
      string,
      string,
      string,
      number,
      number,
      boolean,
      string | null,
      string | null,
      string | null,
      string | null,
    ];
    list.push({
      id,
      name,
      protocol,
      description: description.trim(),
      strengthBits,
      algBits,
      aead,
      symmetric,
      digest,
      kea,
      auth,
    });
  }
  return list;
}
