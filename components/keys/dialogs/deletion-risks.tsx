"use client";
import { useEffect, useState } from "react";
import { Time } from "#components/patterns/time";
import { useWorkplace } from "#components/shell/workplace";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import { settle } from "#lib/console/browser/settle";
import { readDeletionRisks } from "#lib/console/server/actions/read-deletion-risks";
import { riskWords } from "#lib/console/words/change-words";
import type { ReplyOf } from "#lib/wire/catalog";

type Risk = ReplyOf<"deleteKeyRiskTips">;
const SHOWN = 10;

/** Who used the keys lately, and what hangs on them (guide §2.4.4): asked once, for being told is traced. */
export function DeletionRisks({ keys }: { keys: readonly SelectedKey[] }) {
  const { project } = useWorkplace();
  const [risks, setRisks] = useState<readonly (Risk | null)[] | "failed" | null>(null);
  const ids = keys.slice(0, SHOWN).map(({ key_id }) => key_id);
  const asked = ids.join(" ");
  useEffect(() => {
    let isOpen = true;
    void settle(readDeletionRisks(project.id, asked.split(" "))).then((result) => {
      if (isOpen && result) setRisks(result.ok ? result.data : "failed");
    });
    return () => {
      isOpen = false;
    };
  }, [project.id, asked]);
  return (
    <section aria-label={riskWords.title} aria-busy={risks === null} className="notice" data-tone="caution">
      <h3 className="text-sm font-semibold">{riskWords.title}</h3>
      {risks === null ? <p className="mt-1 text-sm text-muted">{riskWords.loading}</p> : null}
      {risks === "failed" ? <p className="mt-1 text-sm">{riskWords.failed}</p> : null}
      {Array.isArray(risks) ? (
        <ul className="mt-1 grid max-h-48 gap-2 overflow-auto text-sm">
          {keys.slice(0, SHOWN).map((key, place) => (
            <li key={key.key_id}>
              {keys.length > 1 ? <p className="font-semibold wrap-anywhere">{key.key_alias}</p> : null}
              <RiskLines risk={risks[place] ?? null} />
            </li>
          ))}
        </ul>
      ) : null}
      {keys.length > SHOWN ? <p className="mt-2 text-xs">{riskWords.more(SHOWN)}</p> : null}
    </section>
  );
}

function RiskLines({ risk }: { risk: Risk | null }) {
  if (risk === null) return <p>{riskWords.failed}</p>;
  const hanging = riskWords.hangsOn(risk.grants, risk.tags, risk.aliases);
  return (
    <>
      {risk.last_use_time ? (
        <p>
          {riskWords.lastUsed} <Time milliseconds={risk.last_use_time} />.{" "}
          {risk.callers.length > 0 ? (
            <>
              {riskWords.callers(risk.callers.length)}{" "}
              <span className="wrap-anywhere">{risk.callers.map(({ name }) => name).join(", ")}</span>.
            </>
          ) : (
            riskWords.noCallers
          )}
        </p>
      ) : (
        <p>{riskWords.neverUsed}</p>
      )}
      {hanging ? (
        <p>
          {hanging} {riskWords.goWithIt(risk.grants + risk.tags + risk.aliases)}.
        </p>
      ) : null}
      {risk.is_partial ? <p className="text-xs">{riskWords.partial}</p> : null}
    </>
  );
}
