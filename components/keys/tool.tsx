"use client";
import { useEffect, useState } from "react";
import { ToolPane } from "#components/keys/tool-pane";
import { SegmentedTabs } from "#components/patterns/segmented-tabs";
import { useWorkplace } from "#components/shell/workplace";
import { stateOf } from "#lib/console/key-availability";
import { words } from "#lib/console/words";
import { ERRORS } from "#lib/domain/errors";
import { KEY_STATES } from "#lib/domain/key-state";
import type { KeyDetails } from "#lib/operations/key-details";

const MODES = [
  { value: "encrypt", label: words.tool.encrypt },
  { value: "decrypt", label: words.tool.decrypt },
] as const;

/**
 * The online tool for small data (guide §2.5). What was entered and what came out live in the open pane only: they are
 * gone when the mode, the tab or the page is left.
 */
export function Tool({ item }: { item: KeyDetails }) {
  const { mayDo } = useWorkplace();
  const [mode, setMode] = useState<(typeof MODES)[number]["value"]>("encrypt");
  const [visit, setVisit] = useState(0);
  useEffect(() => {
    // A page kept for "Back" by the browser must not come back with a secret on it.
    const forget = () => setVisit((number) => number + 1);
    window.addEventListener("pagehide", forget);
    return () => window.removeEventListener("pagehide", forget);
  }, []);
  const state = stateOf(item);
  const stateRefusal = state && KEY_STATES[state].useRefusal;
  let refusal: string | null = null;
  if (!mayDo.includes(mode === "encrypt" ? "encryptData" : "decryptData")) refusal = words.unavailable.permission;
  // Decryption finds its own key, which may be another than this one.
  else if (mode === "encrypt" && stateRefusal) refusal = ERRORS[stateRefusal].message;
  return (
    <SegmentedTabs label={words.tool.modes} tabs={MODES} value={mode} onChange={setMode}>
      <ToolPane key={`${mode}-${visit}`} mode={mode} keyId={item.key_id} refusal={refusal} />
    </SegmentedTabs>
  );
}
