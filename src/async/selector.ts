// DefaultSelector, the flavour for `await`.
import { BlockingIOError, TimeoutError } from "../core/exceptions.ts";
import { type OperationOptions, positional, signalIn } from "../core/options-argument.ts";
import type { SelectorKey } from "../selectors/key.ts";
import { asSelectTimeout, Selection } from "../selectors/selection.ts";
import { SelectorBase } from "../selectors/selector-base.ts";
import { Channel } from "./channel.ts";

/**
 * Tells which of many sockets can go on: epoll(7), level-triggered. Sockets of either flavour, and plain descriptors.
 *
 * @example
 * using selector = new DefaultSelector();
 * selector.register(listener, EVENT_READ);
 * for (const [key, events] of await selector.select()) console.log(key.fd, events);
 */
export class DefaultSelector<D = unknown> extends SelectorBase<D> {
  /** @internal */
  declare readonly descriptor: Channel;

  /** @internal */
  protected override own(fd: number): Channel {
    return new Channel(fd);
  }

  /**
   * Waits until something registered is ready: epoll_wait(2). Gives everything that is, and nothing once the time has
   * passed. Of several calls at a time the first gets what there is first.
   *
   * @param timeout Seconds; null for as long as it takes; 0 and below: what is ready now.
   */
  async select(
    timeout?: number | null | OperationOptions,
    options?: OperationOptions,
  ): Promise<[key: SelectorKey<D>, events: number][]> {
    this.open();
    const seconds = asSelectTimeout(timeout === null ? null : positional(timeout, null));
    const signal = signalIn(timeout === null ? undefined : timeout, options);
    try {
      return await this.descriptor.run(new Selection(this.registered), seconds, signal, this);
    } catch (error) {
      // A signal's reason may be a TimeoutError of another kind, and is thrown all the same.
      if (signal?.aborted !== true && (error instanceof TimeoutError || error instanceof BlockingIOError)) return [];
      throw error;
    }
  }
}
