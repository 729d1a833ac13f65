// DefaultSelector, the flavour that suspends the thread.
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
 * for (const [key, events] of selector.select()) console.log(key.fd, events);
 */
export class DefaultSelector<D = unknown> extends SelectorBase<D> {
  /** @internal */
  declare readonly descriptor: Channel;

  /** @internal */
  protected override own(fd: number): Channel {
    return new Channel(fd);
  }

  /**
   * Suspends the thread until something registered is ready: epoll_wait(2). Gives everything that is, and
   * nothing once the time has passed.
   *
   * @param timeout Seconds; null for as long as it takes; 0 and below: what is ready now.
   */
  select(
    timeout?: number | null | OperationOptions,
    options?: OperationOptions,
  ): [key: SelectorKey<D>, events: number][] {
    this.open();
    const seconds = asSelectTimeout(timeout === null ? null : positional(timeout, null));
    try {
      const signal = signalIn(timeout === null ? undefined : timeout, options);
      return this.descriptor.run(new Selection(this.registered), seconds, signal);
    } catch (error) {
      if (error instanceof TimeoutError || error instanceof BlockingIOError) return [];
      throw error;
    }
  }
}
