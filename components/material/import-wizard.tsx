"use client";
import { type FormEvent, useState } from "react";
import { useNewKey } from "#components/keys/dialogs/new-key-fields";
import { CreateStep } from "#components/material/create-step";
import { DownloadStep } from "#components/material/download-step";
import { MaterialStep, materialProblem, privateKeyProblem } from "#components/material/material-step";
import { type Expiry, expiryProblem, TokenStep, tokenProblem } from "#components/material/token-step";
import { useImport, type WaitingKey } from "#components/material/use-import";
import { CopyButton } from "#components/patterns/copy-button";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { announceTagFailure } from "#components/tags/announce-tag-failure";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import type { Failure } from "#lib/console/api-failure";
import { readImportToken } from "#lib/console/browser/files/import-files";
import { placeFailure } from "#lib/console/browser/inputs/failure-fields";
import { schemaErrors } from "#lib/console/browser/inputs/schema-errors";
import { createKey } from "#lib/console/server/actions/create-key";
import { importMaterial } from "#lib/console/server/actions/import-material";
import { importWords } from "#lib/console/words/import-words";
import { words } from "#lib/console/words/words";
import { toBase64 } from "#lib/domain/base64";
import { isKeyPair, type KeySpec } from "#lib/domain/key-spec";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const [CREATE, DOWNLOAD, MATERIAL, TOKEN] = [0, 1, 2, 3] as const;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Refusals of what was entered in the third step; the others belong to the last. */
const MATERIAL_REFUSALS = [
  KMS_ERRORS.importUnwrapFailed.code,
  KMS_ERRORS.materialLengthInvalid.code,
  KMS_ERRORS.materialDiffers.code,
  KMS_ERRORS.privateKeyMissing.code,
  KMS_ERRORS.privateKeyInvalid.code,
  KMS_ERRORS.temporaryKeyInvalid.code,
] as readonly string[];

/**
 * Import Key (guide §2.3.2), in four steps; for a key that exists already it begins at the second. What was entered stays when a step
 * is refused, and a key that was created stays Pending import when the dialog is closed.
 */
export default function ImportWizard({ item, onClose }: { item: KeyDetails | null; onClose: () => void }) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const [waiting, setWaiting] = useState<WaitingKey | null>(
    item && { id: item.key_id, alias: item.key_alias, spec: item.key_spec as KeySpec },
  );
  const [step, setStep] = useState<number>(item ? DOWNLOAD : CREATE);
  const newKey = useNewKey("import-key");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [isCreateSent, setCreateSent] = useState(false);
  const [isUnderstood, setUnderstood] = useState(false);
  const [expiry, setExpiry] = useState<Expiry>({ mode: "never", time: toLocalInput(new Date(Date.now() + DAY_MS)) });
  const { submit, reset, isPending, failure } = useSubmission();
  const { fields, whole } = placeFailure(failure);
  const state = useImport(project.id);
  const refusal = whole ?? state.failure;
  const isPair = waiting !== null && isKeyPair(waiting.spec);

  /** Of what is on its way the answer is still awaited, whichever step is shown meanwhile. */
  const forgetRefusals = () => {
    if (!isPending) reset();
    if (!state.isFetching) state.reset();
  };
  const go = (to: number) => {
    forgetRefusals();
    setStep(to);
  };
  const create = async () => {
    const input = { ...newKey.input, origin: "external" as const };
    const found = schemaErrors("createKey", input);
    setErrors(found);
    setCreateSent(true);
    if (Object.keys(found).length > 0 || !newKey.areTagsSound) return;
    const created = await submit(() => createKey(project.id, input, newKey.tags));
    if (!created) return;
    const keyId = created.data.key_info.key_id;
    announceTagFailure(toasts, created.data.tagFailure, { href: `${basePath}/keys/${keyId}?tab=tags`, text: newKey.value.alias });
    setWaiting({ id: keyId, alias: newKey.value.alias, spec: newKey.value.spec });
    go(DOWNLOAD);
  };
  const finish = async (key: WaitingKey) => {
    const token = state.token ? readImportToken(state.token.bytes)?.token : state.parameters?.import_token;
    if (!token || state.material === null) return;
    const input = {
      key_id: key.id,
      import_token: token,
      encrypted_key_material: toBase64(state.material.bytes),
      ...(isPair && state.privateKey && { encrypted_privatekey: toBase64(state.privateKey.bytes) }),
      ...(!isPair && expiry.mode === "at" && { expiration_time: Math.floor(Date.parse(expiry.time) / 1000) }),
    };
    const backToMaterial = ({ code }: Failure) => MATERIAL_REFUSALS.includes(code) && setStep(MATERIAL);
    if (!(await submit(() => importMaterial(project.id, input), backToMaterial))) return;
    toasts.success({ text: importWords.imported, link: { href: `${basePath}/keys/${key.id}?tab=tool`, text: key.alias } });
    onClose();
  };

  const reasons: Record<number, () => string | null> = {
    [CREATE]: () => (isUnderstood ? null : importWords.understandFirst),
    [DOWNLOAD]: () => null,
    [MATERIAL]: () => {
      const missing = state.material === null || (isPair && state.privateKey === null) ? importWords.chooseFirst : null;
      return missing ?? materialProblem(state.material) ?? (isPair ? privateKeyProblem(state.privateKey) : null);
    },
    [TOKEN]: () => {
      if (waiting === null) return null;
      const missing = state.token === null && state.parameters === null ? importWords.tokenFirst : null;
      return missing ?? tokenProblem(state.token, waiting) ?? (isPair ? null : expiryProblem(expiry));
    },
  };
  const reason = reasons[step]?.() ?? null;
  const next = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || reason) return;
    forgetRefusals();
    if (step === CREATE) await create();
    else if (step === TOKEN && waiting) await finish(waiting);
    else go(step + 1);
  };

  return (
    <Dialog title={item ? importWords.titles[MATERIAL] : importWords.titles[CREATE]} description={importWords.lead} onClose={onClose}>
      <form onSubmit={next} noValidate>
        <ol className="steps px-6 pb-3" aria-label={importWords.steps}>
          {importWords.titles.map((title, index) => (
            <li key={title} aria-current={index === step ? "step" : undefined} data-done={index < step || undefined}>
              {title}
            </li>
          ))}
        </ol>
        <div className="dialog-body">
          {refusal ? <FailureNotice failure={refusal} /> : null}
          {waiting ? (
            <p className="flex min-w-0 flex-wrap items-center gap-2 text-sm">
              <span className="font-semibold">{waiting.alias}</span>
              <span className="text-muted">
                {waiting.spec} · {importWords.keyId}
              </span>
              <span className="mono min-w-0 break-all text-xs">{waiting.id}</span>
              <CopyButton text={waiting.id} what="ID" />
            </p>
          ) : null}
          {step === CREATE ? (
            <CreateStep
              value={newKey.value}
              onChange={newKey.change}
              errors={{ ...errors, ...fields }}
              isSent={isCreateSent}
              isUnderstood={isUnderstood}
              onUnderstood={setUnderstood}
            />
          ) : null}
          {step === DOWNLOAD && waiting ? <DownloadStep waiting={waiting} state={state} /> : null}
          {step === MATERIAL && waiting ? <MaterialStep waiting={waiting} state={state} /> : null}
          {step === TOKEN && waiting ? <TokenStep waiting={waiting} state={state} expiry={expiry} onExpiry={setExpiry} /> : null}
        </div>
        <div className="dialog-foot">
          <Button onClick={onClose}>{words.cancel}</Button>
          {step > DOWNLOAD ? <Button onClick={() => go(step - 1)}>{importWords.previous}</Button> : null}
          <Button type="submit" kind="primary" reason={reason} isPending={isPending}>
            {step === TOKEN ? words.ok : importWords.next}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What a `datetime-local` field holds: local time to the minute. */
function toLocalInput(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
