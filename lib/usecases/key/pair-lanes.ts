/**
 * Key pairs are made in turn, fairly by caller, before they reach the token: to make one takes the token and a core for seconds, and
 * one caller's sixty must not stand before another's one. EC pairs take milliseconds and do not wait for RSA pairs.
 */
import type { KeySpec } from "#lib/domain/key-spec";
import { KEY_SPECS } from "#lib/domain/key-spec";
import { FairLane } from "#lib/store/fair-lane";
import type { Context } from "../use-case";

/** As many RSA_4096 pairs as are made within the time that a client waits for one. */
const WAITING_PER_CALLER = 16;

const settings = { waitingPerCaller: WAITING_PER_CALLER, refusal: "keysInMakingTooMany" } as const;
/** Of this process, which has one way to the token: it makes one RSA pair after the other, and has room for four short operations. */
const LANES = { rsa: new FairLane({ ...settings, room: 1 }), ec: new FairLane({ ...settings, room: 2 }) };

function laneOf(spec: KeySpec): FairLane {
  return KEY_SPECS[spec].family === "rsa" ? LANES.rsa : LANES.ec;
}

/** @throws KmsError `keysInMakingTooMany` where this caller may not even wait */
export function requireTurn(spec: KeySpec, { caller }: Pick<Context, "caller">): void {
  laneOf(spec).requireRoom(caller);
}

/**
 * Makes a pair when it is the caller's turn.
 * @throws KmsError `keysInMakingTooMany`; `clientGone` as soon as the client has gone away; and what `make` throws
 */
export function makeInTurn<T>(spec: KeySpec, { caller, gone }: Pick<Context, "caller" | "gone">, make: () => Promise<T>): Promise<T> {
  return laneOf(spec).run(caller, gone(), make);
}
