/** What the product's own users change while somebody else writes the rows: made for both twins, or for neither. */
import type { Reply } from "../harness/api-client";
import type { Chance } from "../harness/chance";
import type { World } from "./world";

export type Change = {
  readonly name: string;
  /** IDs of what it changes. */
  of(world: World): string[];
  make(world: World): Promise<Reply>;
};

/** The grants that such changes have made, by tenant. */
const grants = new WeakMap<World, string[]>();
const grantsOf = (world: World) => grants.get(world) ?? [];

const key = ({ keys }: World) => keys.changing as string;
const user = ({ people }: World) => people.changing?.id as string;
const admin = ({ home }: World) => home.client;

function ofKey(name: string, verb: string, more: (world: World) => object = () => ({})): Change {
  return { name, of: (world) => [key(world)], make: (world) => admin(world).call(verb, { key_id: key(world), ...more(world) }) };
}

function ofUser(name: string, method: string, path: (world: World) => string, body?: object): Change {
  return {
    name,
    of: (world) => [user(world), world.groups.viewers as string],
    make: (world) => (world.callers.security as World["callers"][string]).send(method, path(world), body && JSON.stringify(body)),
  };
}

const isMade = ({ status }: Reply) => status < 300;

/** @param number of the change, so that each leaves something of its own */
function changesOf(number: number, world: World): Change[] {
  const membership = ({ groups, people }: World) => `/v3/groups/${groups.viewers}/users/${people.changing?.id}`;
  const grant: Change = {
    name: "create-grant",
    of: (world) => [key(world)],
    make: async (world) => {
      const input = { key_id: key(world), grantee_principal: world.people.grantee?.id, operations: ["encrypt-data"], name: `g${number}` };
      const reply = await admin(world).call("create-grant", input);
      if (isMade(reply)) {
        grants.set(world, [...grantsOf(world), reply.body.grant_id]);
        world.labels.set(reply.body.grant_id, `<grant g${number}>`);
      }
      return reply;
    },
  };
  const revoke: Change = {
    name: "revoke-grant",
    of: (world) => [key(world)],
    make: async (world) => {
      const [first, ...others] = grantsOf(world);
      const reply = await admin(world).call("revoke-grant", { key_id: key(world), grant_id: first });
      if (isMade(reply)) grants.set(world, others);
      return reply;
    },
  };
  return [
    ofKey("disable-key", "disable-key"),
    ofKey("enable-key", "enable-key"),
    ofKey("update-key-description", "update-key-description", () => ({ key_description: `d${number}` })),
    {
      ...ofKey("tag", ""),
      make: (world) =>
        admin(world).send(
          "POST",
          `/v1.0/${world.home.projectId}/kms/${key(world)}/tags`,
          JSON.stringify({ tag: { key: "round", value: `${number}` } }),
        ),
    },
    grantsOf(world).length === 0 ? grant : revoke,
    ofUser("member added", "PUT", membership),
    ofUser("member removed", "DELETE", membership),
    ofUser("user described", "PATCH", (world) => `/v3/users/${user(world)}`, { user: { description: `d${number}` } }),
    ofUser("user disabled or enabled", "PATCH", (world) => `/v3/users/${user(world)}`, { user: { enabled: number % 2 === 0 } }),
  ];
}

export function pickChange(chance: Chance, world: World, number: number): Change {
  return chance.pick(changesOf(number, world));
}

/**
 * Makes it for the one, and for the other if the first was not refused.
 * @returns what was answered; null of the other where it was not asked
 */
export async function makeForBoth(change: Change, one: World, other: World): Promise<[Reply, Reply | null]> {
  const first = await change.make(one);
  return [first, isMade(first) ? await change.make(other) : null];
}
