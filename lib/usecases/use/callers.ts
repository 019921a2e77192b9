/** Lists who called a key lately, and what a shadow has met: what would break without the key. */
import { CALLERS_TOLD_MAX, dayOf, firstDayOf } from "#lib/domain/use/key-use";
import { isShadowRunning } from "#lib/domain/use/shadow-disable";
import { readShadowFigures, readUseFigures } from "#lib/store/use/read-use";
import { byKey, type KeyUseCase } from "../use-case";
import { laterOf } from "./last-usage";
import { USE_TRACE_NAMES } from "./use-trace-names";

const DEFAULT_DAYS = 30;

export const listKeyCallers: KeyUseCase<"listKeyCallers"> = {
  subject: "key",
  subjectOf: byKey,
  async run({ days = DEFAULT_DAYS }, { store, key, shadow, now }) {
    const since = firstDayOf(days, now());
    const [figures, met] = await Promise.all([
      readUseFigures(store, key.id, { since, useNames: USE_TRACE_NAMES, callers: CALLERS_TOLD_MAX }),
      shadow && readShadowFigures(store, key.id, USE_TRACE_NAMES),
    ]);
    return {
      ...figures,
      keyId: key.id,
      firstDay: dayOf(since),
      trackedSince: laterOf(key.createdAt, figures.trackedSince),
      shadow: shadow && met && { ...shadow, ...met, isRunning: isShadowRunning(shadow, now()) },
    };
  },
};
