"use client";
import { type ReactNode, useEffect, useState } from "react";
import { PublicKeyPanel } from "#components/keys/tool/public-key-panel";
import { SignPane } from "#components/keys/tool/sign-pane";
import { ToolPane } from "#components/keys/tool/tool-pane";
import { VerifyPane } from "#components/keys/tool/verify-pane";
import { SegmentedTabs } from "#components/patterns/segmented-tabs";
import { useWorkplace } from "#components/shell/workplace";
import { stateOf } from "#lib/console/browser/availability/key-availability";
import { signWords } from "#lib/console/words/sign-words";
import { toolWords } from "#lib/console/words/tool-words";
import { words } from "#lib/console/words/words";
import { ERRORS } from "#lib/domain/errors";
import { isKeyPair, KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { KEY_STATES } from "#lib/domain/key-state";
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Act = { readonly value: string; readonly label: string; readonly operation: OperationName };
const ENCRYPTION: readonly Act[] = [
  { value: "encrypt", label: toolWords.encrypt, operation: "encryptData" },
  { value: "decrypt", label: toolWords.decrypt, operation: "decryptData" },
];
const SIGNING: readonly Act[] = [
  { value: "sign", label: signWords.sign, operation: "sign" },
  { value: "verify", label: signWords.verify, operation: "verify" },
];
const PUBLIC_KEY: Act = { value: "public-key", label: toolWords.publicKey, operation: "getPublickey" };

/**
 * The online tool (guide §2.5): what this kind of key is for. What was entered and what came out live in the open pane only:
 * they are gone when the act, the tab or the page is left.
 */
export function Tool({ item }: { item: KeyDetails }) {
  const spec = item.key_spec as KeySpec;
  if (KEY_SPECS[spec].family === "hmac") return <p className="notice">{toolWords.macOnly}</p>;
  const acts = item.key_usage === "SIGN_VERIFY" ? SIGNING : ENCRYPTION;
  return <Acts item={item} acts={isKeyPair(spec) ? [...acts, PUBLIC_KEY] : acts} />;
}

function Acts({ item, acts }: { item: KeyDetails; acts: readonly Act[] }) {
  const [chosen, setChosen] = useState(acts[0]?.value ?? "");
  const [visit, setVisit] = useState(0);
  useEffect(() => {
    // A page kept for "Back" by the browser must not come back with a secret on it.
    const forget = () => setVisit((number) => number + 1);
    window.addEventListener("pagehide", forget);
    return () => window.removeEventListener("pagehide", forget);
  }, []);
  const refusal = useRefusal(
    item,
    acts.find(({ value }) => value === chosen),
  );
  const isSigning = item.key_usage === "SIGN_VERIFY";
  return (
    <SegmentedTabs label={isSigning ? signWords.modes : toolWords.modes} tabs={acts} value={chosen} onChange={setChosen}>
      <Fresh key={`${chosen}-${visit}`}>
        {chosen === "encrypt" || chosen === "decrypt" ? <ToolPane mode={chosen} item={item} refusal={refusal} /> : null}
        {chosen === "sign" ? <SignPane item={item} refusal={refusal} /> : null}
        {chosen === "verify" ? <VerifyPane item={item} refusal={refusal} /> : null}
        {chosen === "public-key" ? <PublicKeyPanel item={item} /> : null}
      </Fresh>
    </SegmentedTabs>
  );
}

/** Mounted anew with its key. */
function Fresh({ children }: { children: ReactNode }) {
  return children;
}

/** Why the key or the role forbids the act; null where they do not. */
function useRefusal(item: KeyDetails, act: Act | undefined): string | null {
  const { mayDo } = useWorkplace();
  if (act && !mayDo.includes(act.operation)) return words.unavailable.permission;
  const state = stateOf(item);
  const stateRefusal = state && KEY_STATES[state].useRefusal;
  // A symmetric ciphertext says by which key it is decrypted, which may be another than this one.
  const findsItsKey = act?.value === "decrypt" && KEY_SPECS[item.key_spec as KeySpec].family === "symmetric";
  return stateRefusal && !findsItsKey ? ERRORS[stateRefusal].message : null;
}
