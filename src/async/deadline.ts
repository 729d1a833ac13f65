// Timers for deadlines: setTimeout cannot wait longer than 2^31 - 1 ms, and may fire a little early.
const LONGEST_TIMER = 2_147_483_647;

/**
 * Calls back once `performance.now()` has reached `deadline`; gives what prevents it. A loop that was busy until then
 * looks for events first: what has happened in time counts.
 */
export function atDeadline(deadline: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  let immediate: NodeJS.Immediate | undefined;
  const start = (): void => {
    const left = Math.min(Math.max(Math.ceil(deadline - performance.now()), 1), LONGEST_TIMER);
    timer = setTimeout(() => {
      if (performance.now() < deadline) start();
      else immediate = setImmediate(callback);
    }, left);
  };
  start();
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
