"use client";
import { useEffect, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import type { Risk, Risks } from "#lib/console/browser/bulk/risk-summary";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import { settle } from "#lib/console/browser/settle";
import { RISKS_PER_CALL } from "#lib/console/key-change";
import { readDeletionRisks } from "#lib/console/server/actions/read-deletion-risks";

/**
 * Who used the keys lately, and what hangs on them (guide §2.4.4): of all of them, a few at a time. Asked once, for being told is traced.
 * @returns what is known so far
 */
export function useRisks(keys: readonly SelectedKey[]): Risks {
  const { project } = useWorkplace();
  const [risks, setRisks] = useState<Risks>(new Map());
  const asked = keys.map(({ key_id }) => key_id).join(" ");
  useEffect(() => {
    let isOpen = true;
    const ids = asked === "" ? [] : asked.split(" ");
    const ask = async () => {
      for (let start = 0; start < ids.length && isOpen; start += RISKS_PER_CALL) {
        const some = ids.slice(start, start + RISKS_PER_CALL);
        const result = await settle(() => readDeletionRisks(project.id, some), true);
        if (!isOpen) return;
        const told = some.map((id, place): [string, Risk | null] => [id, result.ok ? (result.data[place] ?? null) : null]);
        setRisks((old) => new Map([...old, ...told]));
      }
    };
    void ask();
    return () => {
      isOpen = false;
    };
  }, [project.id, asked]);
  return risks;
}
