// Timers for deadlines: setTimeout cannot wait longer than 2^31 - 1 ms, and may fire a little early.
const LONGEST_TIMER = 2_147_483_647;

/** Calls back once `performance.now()` has reached `deadline`; gives what prevents it. */
export function atDeadline(deadline: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const start = (): void => {
    const left = Math.min(Math.max(Math.ceil(deadline - performance.now()), 1), LONGEST_TIMER);
    timer = setTimeout(() => (performance.now() < deadline ? start() : callback()), left);
  };
  start();
  return () => clearTimeout(timer);
}
