"use client";
import { type ReactNode, useEffect, useState } from "react";
import { Decrypt } from "#components/keys/tool/decrypt";
import { Encrypt } from "#components/keys/tool/encrypt";
import { PublicKeyPanel } from "#components/keys/tool/public-key-panel";
import { Sign } from "#components/keys/tool/sign";
import { Verify } from "#components/keys/tool/verify";
import { Banner } from "#components/patterns/banner";
import { SegmentedTabs } from "#components/patterns/segmented-tabs";
import { useWorkplace } from "#components/shell/workplace";
import { stateOf } from "#lib/console/browser/availability/key-availability";
import { stateRefusal } from "#lib/console/browser/availability/state-refusal";
import { publicKeyWords, signWords } from "#lib/console/words/sign-words";
import { toolWords } from "#lib/console/words/tool-words";
import { words } from "#lib/console/words/words";
import { oaepMaxBytes } from "#lib/domain/encryption-algorithm";
import { isKeyPair, KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Task = {
  readonly value: string;
  readonly label: string;
  readonly operation: OperationName;
  /** What it does, in a sentence. */
  readonly lead: (item: KeyDetails) => string;
};

const isRsa = (item: KeyDetails) => KEY_SPECS[item.key_spec as KeySpec].family === "rsa";
const ENCRYPTION: readonly Task[] = [
  {
    value: "encrypt",
    label: toolWords.encrypt,
    operation: "encryptData",
    lead: (item) => (isRsa(item) ? toolWords.rsaEncryptLead(oaepMaxBytes(item.key_spec as KeySpec)) : toolWords.encryptLead),
  },
  {
    value: "decrypt",
    label: toolWords.decrypt,
    operation: "decryptData",
    lead: (item) => (isRsa(item) ? toolWords.rsaDecryptLead : toolWords.decryptLead),
  },
];
const SIGNING: readonly Task[] = [
  { value: "sign", label: signWords.sign, operation: "sign", lead: () => signWords.signLead },
  { value: "verify", label: signWords.verify, operation: "verify", lead: () => signWords.verifyLead },
];
const PUBLIC_KEY: Task = {
  value: "public-key",
  label: toolWords.publicKey,
  operation: "getPublickey",
  lead: (item) => (item.key_usage === "SIGN_VERIFY" ? publicKeyWords.lead : publicKeyWords.leadEncryption),
};

/**
 * The online tool (guide §2.5): what this kind of key is for. What was entered and what came out live in the open pane only:
 * they are gone when the task, the tab or the page is left.
 */
export function Tool({ item }: { item: KeyDetails }) {
  const spec = item.key_spec as KeySpec;
  if (KEY_SPECS[spec].family === "hmac")
    return (
      <div className="tool">
        <Banner>{toolWords.macOnly}</Banner>
      </div>
    );
  const tasks = item.key_usage === "SIGN_VERIFY" ? SIGNING : ENCRYPTION;
  return <Tasks item={item} tasks={isKeyPair(spec) ? [...tasks, PUBLIC_KEY] : tasks} />;
}

function Tasks({ item, tasks }: { item: KeyDetails; tasks: readonly Task[] }) {
  const [chosen, setChosen] = useState(tasks[0]?.value ?? "");
  const [visit, setVisit] = useState(0);
  useEffect(() => {
    // A page kept for "Back" by the browser must not come back with a secret on it.
    const forget = () => setVisit((number) => number + 1);
    window.addEventListener("pagehide", forget);
    return () => window.removeEventListener("pagehide", forget);
  }, []);
  const task = tasks.find(({ value }) => value === chosen);
  const refusal = useRefusal(item, task);
  const isSigning = item.key_usage === "SIGN_VERIFY";
  return (
    <div className="tool">
      <SegmentedTabs
        label={isSigning ? signWords.modes : toolWords.modes}
        tabs={tasks}
        value={chosen}
        onChange={setChosen}
        beside={<p className="hint">{task?.lead(item)}</p>}
      >
        <Fresh key={`${chosen}-${visit}`}>
          {chosen === "encrypt" ? <Encrypt item={item} refusal={refusal} /> : null}
          {chosen === "decrypt" ? <Decrypt item={item} refusal={refusal} /> : null}
          {chosen === "sign" ? <Sign item={item} refusal={refusal} /> : null}
          {chosen === "verify" ? <Verify item={item} refusal={refusal} /> : null}
          {chosen === "public-key" ? <PublicKeyPanel item={item} /> : null}
        </Fresh>
      </SegmentedTabs>
    </div>
  );
}

/** Mounted anew with its key. */
function Fresh({ children }: { children: ReactNode }) {
  return children;
}

/** Why the key or the role forbids the task; null where they do not. */
function useRefusal(item: KeyDetails, task: Task | undefined): string | null {
  const { mayDo } = useWorkplace();
  if (task && !mayDo.includes(task.operation)) return words.unavailable.permission;
  // A symmetric ciphertext says by which key it is decrypted, which may be another than this one.
  const findsItsKey = task?.value === "decrypt" && KEY_SPECS[item.key_spec as KeySpec].family === "symmetric";
  return findsItsKey ? null : stateRefusal(stateOf(item));
}
