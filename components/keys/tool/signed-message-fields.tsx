"use client";
import { FileDigit } from "lucide-react";
import type { Ref } from "react";
import { TextBox } from "#components/keys/tool/text-box";
import type { SignedMessageState } from "#components/keys/tool/use-signed-message";
import { Field } from "#components/patterns/field";
import { FileButton } from "#components/patterns/file-button";
import { Button } from "#components/ui/button";
import { signWords } from "#lib/console/words/sign-words";
import { toolWords } from "#lib/console/words/tool-words";
import type { KeySpec } from "#lib/domain/key-spec";
import { MESSAGE_MAX_BYTES, type MessageType, type SigningAlgorithm, signingAlgorithmsOf } from "#lib/domain/signing-algorithm";
import { utf8ByteCount } from "#lib/domain/text";

type Props = {
  spec: KeySpec;
  message: SignedMessageState;
  inputRef: Ref<HTMLTextAreaElement>;
};

const TYPES = ["RAW", "DIGEST"] as const satisfies MessageType[];

/** Message, its type and the algorithm: the left-hand side of signing and of verifying. */
export function SignedMessageFields({ spec, message, inputRef }: Props) {
  const { type, text, progress, fileName } = message;
  const counter = type === "RAW" ? toolWords.bytes(utf8ByteCount(text), MESSAGE_MAX_BYTES) : "";
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={signWords.algorithm}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={message.algorithm}
              onChange={(event) => message.chooseAlgorithm(event.target.value as SigningAlgorithm)}
            >
              {signingAlgorithmsOf(spec).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label={signWords.type} hint={signWords.typeHints[type]}>
          {(control) => (
            <select {...control} className="input" value={type} onChange={(event) => message.chooseType(event.target.value as MessageType)}>
              {TYPES.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <TextBox
        label={signWords.message}
        error={message.error}
        hint={fileName !== null && progress === null ? signWords.hashed(fileName) : undefined}
        aside={<span className="num">{counter}</span>}
        inputRef={inputRef}
        value={text}
        onChange={message.enter}
      />
      {progress !== null && fileName !== null ? <Hashing name={fileName} done={progress} onStop={message.clear} /> : null}
      <div className="btn-flush">
        <FileButton kind="quiet" icon={FileDigit} label={signWords.file} onFile={message.chooseFile} />
      </div>
    </>
  );
}

function Hashing({ name, done, onStop }: { name: string; done: number; onStop: () => void }) {
  const percent = Math.floor(done * 100);
  return (
    <div className="grid gap-2">
      <div className="flex items-center justify-between gap-3">
        <p className="dense muted min-w-0 wrap-anywhere">{signWords.hashing(name, percent)}</p>
        <Button look="link" onClick={onStop}>
          {signWords.stopHashing}
        </Button>
      </div>
      <div
        role="progressbar"
        aria-label={signWords.hashing(name, percent)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="progress"
        ref={(bar) => bar?.style.setProperty("--done", String(done))}
      />
    </div>
  );
}
