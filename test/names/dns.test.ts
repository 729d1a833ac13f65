import { after, before, test } from "node:test";
import { Namespace, withoutNamespaces } from "./namespace.js";

const skip = withoutNamespaces() ?? false;
let namespace: Namespace;

before(() => {
  if (skip !== false) return;
  namespace = new Namespace(new URL("./dns-scenarios.js", import.meta.url), {
    "resolv.conf": "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n",
    "nsswitch.conf": "hosts: files dns\nservices: files\nprotocols: files\n",
    hosts: "127.0.0.1 localhost\n::1 localhost\n",
  });
});
after(() => namespace?.close());

const scenarios: Readonly<Record<string, string>> = {
  compareAsync:
    "getaddrinfo and its relatives answer as Python does: many addresses, aliases, IPv6 only, truncated, failing, none",
  compareSync: "getaddrinfo and its relatives of berkeley/sync answer as Python does",
  abort: "getaddrinfo, connect and createConnection reject at once when their signal is aborted in mid look-up",
  close: "connect, connectEx, bind and sendto are EBADF at once when their socket is closed in mid look-up",
  deadline: "connect and createConnection keep their time-outs while a name server does not answer",
  share: "getaddrinfo shares one look-up among identical calls, also when one of them is abandoned",
  crowd:
    "getaddrinfo called for 200 slow names holds up neither files nor timers, and uses a bounded number of threads",
  terminateAsync: "terminate() of a worker does not wait for its getaddrinfo, and leaves nothing behind",
  terminateSync: "terminate() of a worker that getaddrinfo of berkeley/sync has suspended does not wait for it",
  unload: "getaddrinfo may end after the worker that alone had loaded the addon",
  exit: "process.exit does not wait for getaddrinfo",
  unreferenced: "getaddrinfo keeps the program running while it is awaited, and not once it is abandoned",
  resolve: "bind, connect and sendto resolve names in the family of their socket",
};

for (const [scenario, title] of Object.entries(scenarios)) {
  test(title, { skip, timeout: 60_000 }, () => namespace.run(scenario));
}
