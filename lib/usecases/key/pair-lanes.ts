/**
 * Key pairs are made in turn, fairly by caller, before they reach the token: to make one takes the token and a core for seconds, and
 * one caller's sixty must not stand before another's one. EC pairs take milliseconds and do not wait for RSA pairs.
 */
import { DATA_KEY_PAIR_SPECS, type DataKeyPairSpec } from "#lib/domain/data-key-pair";
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { FairLane } from "#lib/store/database/fair-lane";
import type { Context } from "../use-case";

/** As many RSA_4096 pairs as are made within the time that a client waits for one. */
const WAITING_PER_CALLER = 16;

type Turn = Pick<Context, "caller" | "gone">;

const settings = { waitingPerCaller: WAITING_PER_CALLER, refusal: "keysInMakingTooMany" } as const;
/** Of this process, which has one way to the token: it makes one RSA pair after the other, and has room for four short operations. */
const LANES = { rsa: new FairLane({ ...settings, room: 1 }), ec: new FairLane({ ...settings, room: 2 }) };
/** Those of one project wait for its row, each with a connection: some must be left for others. */
const RESERVING = new FairLane({ ...settings, room: 2 });

/** Of keys, and of the pairs that are made for use elsewhere. */
type PairSpec = KeySpec | DataKeyPairSpec;

function laneOf(spec: PairSpec): FairLane {
  const { family } = spec in DATA_KEY_PAIR_SPECS ? DATA_KEY_PAIR_SPECS[spec as DataKeyPairSpec] : KEY_SPECS[spec as KeySpec];
  return family === "rsa" ? LANES.rsa : LANES.ec;
}

/**
 * Reserves what the pair needs when it is the caller's turn to do so.
 * @throws KmsError `keysInMakingTooMany`, at once also where the caller could not wait for the pair itself; else as `makeInTurn`
 */
export async function reserveInTurn(spec: PairSpec, { caller, gone }: Turn, reserve: () => Promise<void>): Promise<void> {
  laneOf(spec).requireRoom(caller);
  await RESERVING.run(caller, gone(), reserve);
}

/**
 * Makes a pair when it is the caller's turn.
 * @throws KmsError `keysInMakingTooMany`; `clientGone` as soon as the client has gone away; and what `make` throws
 */
export function makeInTurn<T>(spec: PairSpec, { caller, gone }: Turn, make: () => Promise<T>): Promise<T> {
  return laneOf(spec).run(caller, gone(), make);
}
