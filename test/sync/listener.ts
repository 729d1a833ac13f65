// A program that receives in its listener for SIGINT. The argument says whether the listener is added "before" or
// "after" the import of `berkeley/sync`.
const order = process.argv[2];
const forever = setInterval(() => {}, 1000);
let receive: () => void = () => {};

const listener = (): void => {
  receive();
  receive();
  clearInterval(forever);
};

if (order === "before") process.on("SIGINT", listener);
const { socketpair } = await import("berkeley/sync");
if (order === "after") process.on("SIGINT", listener);

const [left, right] = socketpair();
left.settimeout(0.5);
receive = () => {
  try {
    left.recv(1);
  } catch (error) {
    console.log((error as NodeJS.ErrnoException).code);
  }
};
right.sendall(Buffer.from("x"));
receive();
console.log("ready");
