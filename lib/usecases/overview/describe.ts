/** Describes a project at a glance. Nothing here asks the token, so that a token that is away is told of and keeps nothing from being shown. */
import { DAY_MS } from "#lib/domain/key";
import { KEY_NEEDS, QUOTA_SHARE, type QuotaNeed } from "#lib/domain/overview/overview";
import { countKeys } from "#lib/store/identity/identities";
import { readCalls } from "#lib/store/overview/calls";
import { countKeyKinds, readComingUp } from "#lib/store/overview/kinds";
import { countKeysMadeSince, countUnusedKeys, readKeyNeeds } from "#lib/store/overview/needs";
import type { Context, ProjectUseCase } from "../use-case";

/** Days whose new keys tell how fast a quota fills. */
const PACE_DAYS = 30;

export const describeOverview: ProjectUseCase<"describeOverview"> = {
  subject: "project",
  async run({ withKeys, withUse, range, withCallers }, context) {
    const { store, caller, projectId, rights } = context;
    const limit = rights.limit();
    const keys = { projectId, limit };
    const now = context.now();
    const [needs, quota, unused, kinds, coming, calls] = await Promise.all([
      Promise.all(KEY_NEEDS.map((kind) => readKeyNeeds(store, keys, kind, now, withUse === true))),
      // Of who sees some of the keys only, it is not known how full it is.
      rights.isLimited ? null : readQuota(context),
      withUse ? countUnusedKeys(store, keys, now) : null,
      withKeys ? countKeyKinds(store, keys) : null,
      withKeys ? readComingUp(store, keys, now) : null,
      range ? readCalls(store, { accountId: caller.accountId, projectId, limit }, range, now, withCallers === true) : null,
    ]);
    const told = needs.map((need) => (withCallers ? need : { ...need, keys: need.keys.map((key) => ({ ...key, lastCaller: "" })) }));
    return {
      needs: told.filter(({ total }) => total > 0),
      ...(quota && { quota }),
      ...(unused && { unused }),
      ...(kinds && { kinds }),
      ...(coming && { coming }),
      ...(calls && { calls }),
    };
  },
};

/** Where so much of it is used that it is worth a word; else null. */
async function readQuota({ store, projectId, quota: { keys: quota }, now }: Context): Promise<QuotaNeed | null> {
  const used = await countKeys(store, projectId);
  if (quota === 0 || used / quota < QUOTA_SHARE) return null;
  const made = await countKeysMadeSince(store, projectId, new Date(now().getTime() - PACE_DAYS * DAY_MS));
  const daysLeft = made === null || made === 0 ? null : Math.ceil((Math.max(0, quota - used) * PACE_DAYS) / made);
  return { used, quota, daysLeft };
}
