"use client";
import { Download, KeyRound } from "lucide-react";
import { useId } from "react";
import { ChainLink } from "#components/material/chain-link";
import { backupName, type Import } from "#components/material/use-import";
import { Banner } from "#components/patterns/banner";
import { FileButton } from "#components/patterns/form/file-button";
import { Mark } from "#components/patterns/mark";
import { Button } from "#components/ui/button";
import { readChosenFile } from "#lib/console/browser/files/chosen-file";
import { hasCryptography } from "#lib/console/browser/has-cryptography";
import { isReimport, type WaitingKey } from "#lib/console/browser/import/import-locks";
import { fileWords } from "#lib/console/words/file-words";
import { importWords } from "#lib/console/words/import-words";
import { isKeyPair, keyBytes } from "#lib/domain/key-spec";
import { WRAPPING_ALGORITHMS } from "#lib/domain/wrapping-algorithm";

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** @param isFresh the key was created just now, so that it cannot have had material before */
type Props = { waiting: WaitingKey; state: Import; isFresh: boolean };

/** Makes or reads key material and encrypts it here: a chain in which what saves the person comes before what cannot be undone. */
export function BrowserMaterial({ waiting, state, isFresh }: Props) {
  const { chain } = state;
  const isAgain = isFresh ? false : isReimport(chain);
  let refusal: string | null = null;
  if (WRAPPING_ALGORITHMS[chain.algorithm].oaepHash === null) refusal = importWords.browserNeedsOaep;
  else if (!hasCryptography()) refusal = importWords.browserNeedsSecure;
  if (refusal) return <Banner tone="caution">{refusal}</Banner>;
  return (
    <div className="grid gap-4">
      <p className="dense muted">{isAgain ? importWords.browserLeadAgain : importWords.browserLead}</p>
      {state.problem ? (
        <Banner tone="danger" role="alert">
          {state.problem}
        </Banner>
      ) : null}
      <ol className="chain">
        <MaterialLink waiting={waiting} state={state} isAgain={isAgain} />
        <BackupLink waiting={waiting} state={state} isAgain={isAgain} />
        <WrappedLink state={state} />
      </ol>
    </div>
  );
}

type LinkProps = { waiting: WaitingKey; state: Import; isAgain: boolean | null };

/** The material itself. That a key had material before is known with its wrapping key: until then nothing is offered to be made. */
function MaterialLink({ waiting, state, isAgain }: LinkProps) {
  const id = useId();
  const { source, sourceFault } = state.chain;
  const isPair = isKeyPair(waiting.spec);
  const length = isPair ? null : keyBytes(waiting.spec);
  const file = isPair ? importWords.privateFile : importWords.secretFile;
  const offer = isAgain ? importWords.materialNoneAgain : importWords.materialNone(length);
  let text: string = isAgain === null ? importWords.fetching : offer;
  if (state.isBusy && source === null) text = importWords.making;
  else if (source?.kind === "generated") text = importWords.materialMade(length, clock.format(source.at));
  else if (source) text = importWords.materialRead(source.name, source.size);
  return (
    <ChainLink
      standing={source ? "done" : "due"}
      title={importWords.material}
      text={text}
      code={source ? importWords.digest(source.digest) : null}
      actions={
        isAgain === false ? (
          <Button kind={source ? "plain" : "primary"} isPending={state.isBusy} onClick={() => void state.generate(waiting)}>
            <KeyRound className="i" aria-hidden />
            {source?.kind === "generated" ? importWords.generateAgain : importWords.generate}
          </Button>
        ) : null
      }
    >
      <div className="chain-own">
        <label htmlFor={id}>{file}</label>
        <FileButton
          label={fileWords.choose}
          control={{
            id,
            "aria-describedby": sourceFault ? `${id}-fault` : undefined,
            "aria-invalid": sourceFault ? true : undefined,
            "aria-required": undefined,
          }}
          description={file}
          onFile={(chosen) => void readChosenFile(chosen).then((content) => state.read(waiting, content))}
        />
      </div>
      {state.isBusy ? <div role="progressbar" aria-label={importWords.making} className="progress" data-open /> : null}
      {sourceFault ? (
        <p id={`${id}-fault`} role="alert" className="hint is-danger">
          <Mark shape="danger" tone="danger" />
          <span className="min-w-0 wrap-anywhere">{sourceFault}</span>
        </p>
      ) : null}
    </ChainLink>
  );
}

function BackupLink({ waiting, state, isAgain }: LinkProps) {
  const { source } = state.chain;
  const title = importWords.backupTitle;
  if (source === null) {
    return <ChainLink standing="locked" title={title} text={isAgain ? importWords.backupYours : importWords.backupNone} />;
  }
  if (source.kind === "file") return <ChainLink standing="done" title={title} text={importWords.backupYours} />;
  const isDone = source.savedAt !== null;
  return (
    <ChainLink
      standing={isDone ? "done" : "dueNow"}
      title={title}
      text={source.savedAt ? importWords.backupDone(clock.format(source.savedAt)) : importWords.backupDue}
      code={isDone ? fileWords.chosen(backupName(waiting), source.size) : null}
      actions={
        <Button kind={isDone ? "plain" : "primary"} onClick={() => state.saveBackup(waiting)}>
          <Download className="i" aria-hidden />
          {isDone ? importWords.backupAgain : importWords.backup}
        </Button>
      }
    />
  );
}

function WrappedLink({ state }: { state: Import }) {
  const { source, wrapped, parameters } = state.chain;
  const title = importWords.wrappedTitle;
  const isWaiting = state.isFetching || state.isBusy;
  if (wrapped && source) {
    const size = wrapped.material.length + (wrapped.privateKey?.length ?? 0);
    const isLocked = source.kind === "generated" && source.savedAt === null;
    const done = importWords.wrappedDone(size, clock.format(wrapped.under.at));
    return <ChainLink standing={isLocked ? "locked" : "done"} title={title} text={isLocked ? importWords.wrappedLocked(size) : done} />;
  }
  const isStuck = !isWaiting && (parameters === null || source !== null);
  let text: string = importWords.wrappedNone;
  if (isStuck) text = parameters === null ? importWords.wrappedNoKey : importWords.encryptFirst;
  else if (isWaiting) text = source ? importWords.wrappedBusy : importWords.fetching;
  return (
    <ChainLink
      standing="locked"
      title={title}
      text={text}
      actions={isStuck ? <Button onClick={() => void state.prepareBrowser()}>{importWords.tryAgain}</Button> : null}
    />
  );
}
