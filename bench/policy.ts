/**
 * What a decision costs with as many statements as a policy may have, beside the least that a request costs anyway: reading a small body.
 * Every statement speaks of the operation, and the one that allows it is the last, so that all are looked at.
 */
import { type AskedOperation, can } from "#lib/domain/policy/decide";
import { BY_API, callerWith, keyWith, policyOf } from "#lib/domain/policy/testing/people";

const ROUNDS = 9;
const TIMES = 10_000;
const STATEMENTS = 50;

export type PolicyCost = { readonly what: string; readonly us: number; readonly ratio: number };

export function measurePolicy(): { readonly floorUs: number; readonly costs: readonly PolicyCost[] } {
  const key = keyWith({ tags: { env: "prod", team: "mine" }, aliases: ["app/payments-of-the-whole-company"] });
  const asked: AskedOperation = { permissions: ["kms:cmk:crypto"] };
  const body = JSON.stringify({ key_id: key.id, plain_text: "a".repeat(100), encryption_context: { purpose: "bench" } });
  const floorUs = cost(() => JSON.parse(body));
  const costs = [
    { what: "one statement", policy: policyOf({ Effect: "Allow", Action: ["kms:cmk:crypto"] }) },
    { what: `${STATEMENTS} statements with a condition each`, policy: policyOf(...fifty(onTag)) },
    { what: `${STATEMENTS} statements with patterns and five conditions each`, policy: policyOf(...fifty(onEverything)) },
  ].map(({ what, policy }) => {
    const caller = callerWith([policy]);
    if (!can(caller, asked, key, BY_API)) throw new Error(`${what} must allow`);
    const us = cost(() => can(caller, asked, key, BY_API));
    return { what, us, ratio: us / floorUs };
  });
  return { floorUs, costs };
}

/** Half deny and half allow, and only the last holds. */
function fifty(make: (effect: string, team: string) => object): object[] {
  const effects = Array.from({ length: STATEMENTS }, (_, index) => (index < STATEMENTS / 2 ? "Deny" : "Allow"));
  return effects.map((effect, index) => make(effect, index === STATEMENTS - 1 ? "mine" : "theirs"));
}

function onTag(Effect: string, team: string) {
  return { Effect, Action: ["kms:cmk:crypto"], Condition: { StringEquals: { "g:ResourceTag/team": [team] } } };
}

function onEverything(Effect: string, team: string) {
  return {
    Effect,
    Action: ["kms:*:*"],
    Resource: ["KMS:*:*:alias:other-*-x*", "KMS:eu-*:*:alias:app*company"],
    Condition: {
      StringLike: { "g:ResourceTag/env": ["pr*d"], "g:UserName": ["a*e"] },
      IpAddress: { "g:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"] },
      DateGreaterThan: { "g:CurrentTime": ["2020-01-01T00:00:00Z"] },
      StringEquals: { "g:ResourceTag/team": [team] },
    },
  };
}

/** Microseconds of the processor, which whoever else is at work does not lengthen: the median of some rounds. */
function cost(run: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    for (let time = 0; time < TIMES; time += 1) run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / TIMES;
  });
  return rounds.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}
