/**
 * Somebody outside who takes the trail: what a transport must do. Invariant: a batch that is delivered was taken by the receiver as far
 * as its protocol can tell; any doubt is a failure, and the batch is sent again.
 */
import type { Trace } from "#lib/domain/trace";
import { toConnectionSentence } from "../connection-failure";

export type Piece = { readonly id: bigint; readonly text: string };

export type Receiver = {
  /** Also the name of its cursor. */
  readonly name: string;
  /** Of one batch; a piece that is larger goes alone. */
  readonly most: { readonly rows: number; readonly bytes: number };
  /** A trace in the receiver's own form. */
  write(trace: Trace): string;
  /**
   * @param pieces one at least, in the order of their numbers
   * @param gone aborted when nobody here may send any more
   * @throws DeliveryFailure
   */
  deliver(pieces: readonly Piece[], gone: AbortSignal): Promise<void>;
};

/** Its message is for people who look at the System screen: a sentence of ours, without an address or what the receiver said. */
export class DeliveryFailure extends Error {
  override readonly name = "DeliveryFailure";
}

export const IN_TIME = "The receiver did not answer in time.";
export const BROKEN_OFF = "The receiver broke the connection off.";

/** What a socket, TLS or HTTP threw. */
export function toDeliveryFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  return new DeliveryFailure(toConnectionSentence(error, "The receiver"), { cause: error });
}
