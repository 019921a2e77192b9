/**
 * Tells what is at stake when a key is deleted: who used it lately, and what hangs on it (guide §2.4.4: "confirm that it is not in use").
 * Traced, since it is the guide's "Prompting risks about CMK deletion".
 */
import { firstDayOf, type KeyCaller } from "#lib/domain/use/key-use";
import { countBelongings } from "#lib/store/keys/belongings";
import { readLastUse, readUseFigures } from "#lib/store/use/read-use";
import { USE_TRACE_NAMES } from "../use/use-trace-names";
import { byKey, type KeyUseCase } from "../use-case";

const CALLERS_OF_DAYS = 30;
const CALLERS_TOLD = 20;

export const deleteKeyRiskTips: KeyUseCase<"deleteKeyRiskTips"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, { store, key, now }) {
    const since = firstDayOf(CALLERS_OF_DAYS, now());
    const [last, { callers, isWhole }, belongings] = await Promise.all([
      readLastUse(store, key.id, USE_TRACE_NAMES),
      // Somebody whose calls were all refused loses nothing.
      readUseFigures(store, key.id, { since, useNames: USE_TRACE_NAMES, callers: Number.POSITIVE_INFINITY }),
      countBelongings(store, key.id),
    ]);
    const users = callers.flatMap(toUser).sort((one, other) => other.lastUse.getTime() - one.lastUse.getTime());
    return { keyId: key.id, lastUse: last?.at ?? null, callers: users.slice(0, CALLERS_TOLD), isPartial: !isWhole, ...belongings };
  },
};

function toUser({ id, name, calls, refused, lastUsedAt }: KeyCaller) {
  return lastUsedAt === null ? [] : [{ id, name, lastUse: lastUsedAt, uses: calls - refused }];
}
