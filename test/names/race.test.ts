import { after, before, test } from "node:test";
import { Namespace, withoutNamespaces } from "./namespace.js";

const skip = withoutNamespaces() ?? false;
let namespace: Namespace;

const hosts = [1, 2, 3].flatMap((last) => [`2001:db8:66::${last} many.test`, `10.66.0.${last} many.test`]);

before(() => {
  if (skip !== false) return;
  namespace = new Namespace(new URL("./race-scenarios.js", import.meta.url), {
    "resolv.conf": "nameserver 127.0.0.1\n",
    "nsswitch.conf": "hosts: files\nservices: files\nprotocols: files\n",
    hosts: ["127.0.0.1 localhost", ...hosts, "2001:db8:66::1 two.test", "10.66.0.1 two.test", ""].join("\n"),
  });
});
after(() => namespace?.close());

const both: Readonly<Record<string, string>> = {
  first: "createConnection tries no second address when the first answers, and keeps the time-out as the socket's mode",
  refused: "createConnection tries the families in turns, the next at once when one is refused",
  swallowed: "createConnection starts the next attempt after 250 ms while one gets no answer",
  late: "createConnection lets a slow attempt win when it is the only good one",
  timeout: "createConnection ends at its time-out, with an error for each attempt under way",
  errors: "createConnection rejects with the last error, or with allErrors of every address",
  scope: "createConnection keeps the scope of a link-local address, and of sourceAddress",
  source: "createConnection connects from sourceAddress, one attempt at a time where that has a port",
};

for (const [scenario, title] of Object.entries(both)) {
  test(title, { skip, timeout: 120_000 }, () => namespace.run(`${scenario}Async`));
  test(`${title} (berkeley/sync)`, { skip, timeout: 120_000 }, () => namespace.run(`${scenario}Sync`));
}

test("createConnection ends at once when its signal is aborted, and closes every attempt", { skip }, () =>
  namespace.run("abort"),
);
test("createConnection called 300 times at once connects all and leaves no descriptor", { skip }, () =>
  namespace.run("load"),
);
