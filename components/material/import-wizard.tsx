"use client";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useNewKey } from "#components/keys/dialogs/new-key-fields";
import { CreateStep } from "#components/material/create-step";
import { DownloadStep } from "#components/material/download-step";
import { LeaveQuestion } from "#components/material/leave-question";
import { MaterialStep } from "#components/material/material-step";
import { TokenStep } from "#components/material/token-step";
import { useImport } from "#components/material/use-import";
import { useLeaveGuard } from "#components/material/use-leave-guard";
import { useNow } from "#components/material/use-now";
import { WizardSteps } from "#components/material/wizard-steps";
import { Banner } from "#components/patterns/banner";
import { CopyButton } from "#components/patterns/copy-button";
import { Fact, Facts } from "#components/patterns/facts";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/restored-note";
import { useFormErrors } from "#components/patterns/use-form-errors";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { announceTagFailure } from "#components/tags/announce-tag-failure";
import { Button } from "#components/ui/button";
import { Dialog, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import type { Failure } from "#lib/console/api-failure";
import { isUnsaved } from "#lib/console/browser/import/import-chain";
import {
  type Expiry,
  importRequest,
  isExpired,
  type WaitingKey,
  whyDownloadLocked,
  whyMaterialLocked,
  whyTokenLocked,
} from "#lib/console/browser/import/import-locks";
import { placeFailure } from "#lib/console/browser/inputs/failure-fields";
import { createKey } from "#lib/console/server/actions/create-key";
import { importMaterial } from "#lib/console/server/actions/import-material";
import { importWords } from "#lib/console/words/import-words";
import { words } from "#lib/console/words/words";
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
 * is refused; a key that was created stays Pending import when the dialog is closed, which is said.
 */
export default function ImportWizard({ item, onClose }: { item: KeyDetails | null; onClose: () => void }) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const [waiting, setWaiting] = useState<WaitingKey | null>(
    item && { id: item.key_id, alias: item.key_alias, spec: item.key_spec as KeySpec, usage: item.key_usage },
  );
  const [step, setStep] = useState<number>(item ? DOWNLOAD : CREATE);
  const [isLeaving, setLeaving] = useState(false);
  const newKey = useNewKey("import-key");
  const form = useFormErrors(newKey.found);
  const [isUnderstood, setUnderstood] = useState(false);
  const [expiry, setExpiry] = useState<Expiry>({ mode: "never", time: toLocalInput(new Date(Date.now() + DAY_MS)) });
  const { submit, reset, isPending, failure } = useSubmission();
  const { fields, whole } = placeFailure(failure);
  const state = useImport(waiting);
  const { chain } = state;
  const now = useNow(chain.parameters && chain.parameters.expiration_time * 1000);
  const isOver = isExpired(chain.parameters, now);
  const refusal = whole ?? state.failure;
  const heading = useRef<HTMLHeadingElement>(null);
  const place = `${step} ${isLeaving}`;
  const seen = useRef(place);
  useEffect(() => {
    if (seen.current !== place && !isLeaving) heading.current?.focus();
    seen.current = place;
  }, [place, isLeaving]);

  /** Of what is on its way the answer is still awaited, whichever step is shown meanwhile. */
  const forgetRefusals = () => {
    if (!isPending) reset();
    if (!state.isFetching) state.reset();
  };
  const go = (to: number) => {
    forgetRefusals();
    setStep(to);
    if (to === MATERIAL && chain.way === "browser") void state.prepareBrowser();
  };
  const close = (key: WaitingKey | null) => {
    state.forget();
    if (key)
      toasts.note({ text: importWords.left(importWords.titles[MATERIAL]), link: { href: `${basePath}/keys/${key.id}`, text: key.alias } });
    onClose();
  };
  const leave = () => {
    if (isUnsaved(chain)) setLeaving(true);
    else close(waiting);
  };
  useLeaveGuard(waiting !== null, isUnsaved(chain), leave);

  const create = async () => {
    if (!form.send(Object.keys(newKey.found).length === 0 && newKey.areTagsSound)) return;
    const input = { ...newKey.input, origin: "external" as const };
    const created = await submit(() => createKey(project.id, input, newKey.tags), form.refused);
    if (!created) return;
    const keyId = created.data.key_info.key_id;
    const { alias, spec, usage } = newKey.value;
    announceTagFailure(toasts, created.data.tagFailure, { href: `${basePath}/keys/${keyId}?tab=tags`, text: alias });
    newKey.discard();
    setWaiting({ id: keyId, alias, spec, usage });
    go(DOWNLOAD);
  };
  const finish = async (key: WaitingKey) => {
    const request = importRequest(chain, key, expiry);
    if (request === null) return;
    const backToMaterial = ({ code }: Failure) => MATERIAL_REFUSALS.includes(code) && setStep(MATERIAL);
    if (!(await submit(() => importMaterial(project.id, request), backToMaterial))) return;
    toasts.success({ text: importWords.imported, link: { href: `${basePath}/keys/${key.id}?tab=tool`, text: key.alias } });
    close(null);
  };

  let reason: string | null = null;
  if (step === CREATE) reason = isUnderstood ? null : importWords.understandFirst;
  else if (step === DOWNLOAD) reason = whyDownloadLocked(chain, now);
  else if (waiting && step === MATERIAL) reason = whyMaterialLocked(chain, waiting.spec, now);
  else if (waiting) reason = whyTokenLocked(chain, waiting, expiry, now);
  const next = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || reason) return;
    forgetRefusals();
    if (step === CREATE) await create();
    else if (step === TOKEN && waiting) await finish(waiting);
    else go(step + 1);
  };

  const title = item ? importWords.titles[MATERIAL] : importWords.titles[CREATE];
  const stay = () => setLeaving(false);
  return (
    <Dialog
      title={isLeaving ? importWords.leaving.title : title}
      description={waiting ? <TheKey waiting={waiting} /> : <p className="dense muted">{importWords.lead}</p>}
      size={isLeaving ? "normal" : "wizard"}
      onClose={isLeaving ? stay : leave}
      initialFocus={heading}
    >
      {isLeaving && waiting ? <LeaveQuestion waiting={waiting} onStay={stay} onLeave={() => close(waiting)} /> : null}
      <form onSubmit={next} {...form.form} noValidate hidden={isLeaving}>
        <div className="wizard-in">
          <WizardSteps
            step={step}
            notes={[
              waiting ? (item ? importWords.keyOfBefore : importWords.keyCreated) : importWords.keyToBe,
              chain.algorithm,
              chain.way === "browser" ? importWords.browser : importWords.encryptedFile,
              waiting && isKeyPair(waiting.spec) ? importWords.tokenAlone : importWords.tokenAndExpiry,
            ]}
            parameters={chain.parameters}
            now={now}
            heading={heading}
          />
          <div className="wizard-main">
            {step === CREATE && newKey.isRestored ? <RestoredNote onDiscard={newKey.discard} /> : null}
            {refusal ? <FailureNotice failure={refusal} /> : null}
            {waiting ? (
              <Facts label={importWords.titles[CREATE]} className="">
                <Fact label={importWords.keyId}>
                  <span className="mono wrap-anywhere">{waiting.id}</span>
                  <CopyButton text={waiting.id} what={importWords.keyId} />
                </Fact>
              </Facts>
            ) : null}
            {isOver && step !== DOWNLOAD ? (
              <Banner
                tone="caution"
                role="alert"
                action={
                  <Button
                    size="s"
                    isPending={state.isFetching}
                    onClick={() => (chain.way === "browser" ? void state.fetchParameters() : go(DOWNLOAD))}
                  >
                    {importWords.fetchAnew}
                  </Button>
                }
              >
                {importWords.clockOver}.
              </Banner>
            ) : null}
            {step === CREATE ? (
              <CreateStep
                value={newKey.value}
                onChange={(part) => {
                  newKey.change(part);
                  reset();
                }}
                errors={{ ...form.shown, ...fields }}
                isSent={form.isSent}
                isUnderstood={isUnderstood}
                onUnderstood={setUnderstood}
              />
            ) : null}
            {step === DOWNLOAD && waiting ? <DownloadStep waiting={waiting} state={state} /> : null}
            {step === MATERIAL && waiting ? <MaterialStep waiting={waiting} state={state} isFresh={item === null} /> : null}
            {step === TOKEN && waiting ? (
              <TokenStep waiting={waiting} state={state} expiry={expiry} onExpiry={setExpiry} now={now} />
            ) : null}
          </div>
        </div>
        <DialogFoot reason={reason}>
          <Button onClick={leave}>{words.cancel}</Button>
          {step > DOWNLOAD ? <Button onClick={() => go(step - 1)}>{importWords.previous}</Button> : null}
          <Button type="submit" kind="primary" reason={reason} isPending={isPending}>
            {step === TOKEN ? words.ok : importWords.next}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** The key that waits, below the title. */
function TheKey({ waiting }: { waiting: WaitingKey }) {
  return (
    <p className="dense wrap-anywhere">
      <span className="strong">{waiting.alias}</span>{" "}
      <span className="muted">
        {waiting.spec} {waiting.usage}
      </span>
    </p>
  );
}

/** What a `datetime-local` field holds: local time to the minute. */
function toLocalInput(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
