// What certificates are used for: RFC 5280 section 4.2.1.12.
import { describe } from "../core/bytes.ts";

/** An object identifier of extended key usage: RFC 5280, section 4.2.1.12. */
export interface PurposeObject {
  readonly nid: number;
  readonly shortname: string;
  readonly longname: string;
  readonly oid: string;
}

/** SERVER_AUTH is the purpose of a client's context, which authenticates servers; CLIENT_AUTH that of a server's. */
export const Purpose: { readonly SERVER_AUTH: PurposeObject; readonly CLIENT_AUTH: PurposeObject } = Object.freeze({
  SERVER_AUTH: Object.freeze({
    nid: 129,
    shortname: "serverAuth",
    longname: "TLS Web Server Authentication",
    oid: "1.3.6.1.5.5.7.3.1",
  }),
  CLIENT_AUTH: Object.freeze({
    nid: 130,
    shortname: "clientAuth",
    longname: "TLS Web Client Authentication",
    oid: "1.3.6.1.5.5.7.3.2",
  }),
});

export function asPurpose(value: unknown): PurposeObject {
  if (value === Purpose.SERVER_AUTH || value === Purpose.CLIENT_AUTH) return value as PurposeObject;
  const message = `purpose must be Purpose.SERVER_AUTH or Purpose.CLIENT_AUTH, not ${describe(value)}`;
  throw typeof value === "object" && value !== null ? new RangeError(message) : new TypeError(message);
}
