/** What a connection is given, and what is made through it. */
import type { ReportTokenEvent } from "../token-event";

/** The handles that are made through a connection. */
export type ConnectionHandles = {
  size(): number;
  /** All are gone. */
  forget(): void;
  /** Those of one key may be gone: whoever needs them makes them anew. */
  drop(keyId: string): void;
};

export type ConnectionOptions = {
  /** How many uses of private keys run at once. */
  readonly sessions: number;
  readonly handles: ConnectionHandles;
  readonly report: ReportTokenEvent;
  /** Bytes that the module keeps of every session object; 0 where it keeps none. */
  readonly keptPerObject: number;
};
