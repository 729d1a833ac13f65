// The error of socket(2) for a family or a protocol that the running kernel lacks: it names the module to load.
import { EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT } from "./constants/errno.ts";
import { OSError, osError } from "./errors.ts";
import { familyName } from "./names-of-constants.ts";

/** By family; `protocols` names those whose module is another one, `shared` says that other families carry them too. */
interface Modules {
  readonly family?: string;
  readonly protocols?: ReadonlyMap<number, string>;
  readonly shared?: boolean;
}

const inet: Modules = {
  shared: true,
  protocols: new Map([
    [132, "sctp"],
    [33, "dccp_ipv4"],
  ]),
};

const modules: ReadonlyMap<number, Modules> = new Map<number, Modules>([
  [2, inet],
  [10, { ...inet, family: "ipv6" }],
  [15, { family: "af_key" }],
  [17, { family: "af_packet" }],
  [21, { family: "rds" }],
  [26, { family: "llc2" }],
  [
    29,
    {
      family: "can",
      protocols: new Map([
        [1, "can-raw"],
        [2, "can-bcm"],
        [6, "can-isotp"],
        [7, "can-j1939"],
      ]),
    },
  ],
  [30, { family: "tipc" }],
  [
    31,
    {
      family: "bluetooth",
      protocols: new Map([
        [3, "rfcomm"],
        [4, "bnep"],
        [6, "hidp"],
      ]),
    },
  ],
  [35, { family: "phonet" }],
  [36, { family: "ieee802154_socket" }],
  [38, { family: "af_alg" }],
  [39, { family: "nfc" }],
  [40, { family: "vsock" }],
  [41, { family: "kcm" }],
  [42, { family: "qrtr" }],
  [43, { family: "smc" }],
]);

/** The error of a socket(2) or socketpair(2) that failed. */
export function socketError(errno: number, family: number, proto: number, syscall = "socket"): OSError {
  const error = osError(errno, syscall);
  const module = moduleFor(errno, family, proto);
  if (module === undefined) return error;
  const name = familyName(family);
  const lacking = name === String(family) ? `address family ${name}` : name;
  const what = errno === EAFNOSUPPORT ? lacking : `${lacking} with this protocol`;
  const cause = error.message.slice(0, error.message.indexOf(")") + 1);
  const text = `${cause}. This kernel lacks ${what}: load its module with "modprobe ${module}".`;
  return new OSError(errno, text, { code: error.code, syscall });
}

/** The module that would help; none where the family is there, and only the type or protocol is not one of its own. */
function moduleFor(errno: number, family: number, proto: number): string | undefined {
  const entry = modules.get(family);
  const ofProtocol = entry?.protocols?.get(proto);
  if (errno === EPROTONOSUPPORT || errno === ESOCKTNOSUPPORT) return ofProtocol;
  if (errno !== EAFNOSUPPORT) return undefined;
  // A protocol's module brings its family's along, but for those that several families carry.
  return entry?.shared === true ? entry.family : (ofProtocol ?? entry?.family);
}
