"use client";
import { useRef, useState } from "react";
import { ContextEditor } from "#components/keys/tool/context-editor";
import { type Result, ToolResult } from "#components/keys/tool/tool-result";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { FileButton } from "#components/patterns/file-button";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import type { Failure } from "#lib/console/api-failure";
import { asFailure } from "#lib/console/browser/as-failure";
import {
  type ContextPair,
  inputRefusal,
  readTextFile,
  type ToolMode,
  toContext,
  toWireCiphertext,
  typingError,
} from "#lib/console/browser/inputs/tool-input";
import { decryptText, encryptText } from "#lib/console/server/actions/run-tool";
import { toolWords } from "#lib/console/words/tool-words";
import { oaepMaxBytes } from "#lib/domain/encryption-algorithm";
import { DATA_MAX_BYTES } from "#lib/domain/frame";
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { utf8ByteCount } from "#lib/domain/text";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = {
  mode: ToolMode;
  item: KeyDetails /** Why the key or the role forbids it; null where they do not. */;
  refusal: string | null;
};

/** One direction of the Tool. Nothing of it is kept when it is unmounted. */
export function ToolPane({ mode, item, refusal }: Props) {
  const { project } = useWorkplace();
  const keyId = item.key_id;
  const spec = item.key_spec as KeySpec;
  const isRsa = KEY_SPECS[spec].family === "rsa";
  const limit = isRsa ? oaepMaxBytes(spec) : DATA_MAX_BYTES;
  const [text, setText] = useState("");
  const [pairs, setPairs] = useState<readonly ContextPair[]>([]);
  const [result, setResult] = useState<Result | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [fileError, setFileError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const context = toContext(pairs);
  const reason = refusal ?? inputRefusal(mode, text, limit) ?? (context === null ? toolWords.contextDuplicate : null);

  const execute = async () => {
    if (context === null) return;
    setPending(true);
    setResult(null);
    setFailure(null);
    const failed = (error: unknown) => ({ ok: false as const, failure: asFailure(error) });
    if (mode === "encrypt") {
      const reply = await encryptText(project.id, keyId, isRsa ? "RSAES_OAEP_SHA_256" : "SYMMETRIC_DEFAULT", text, context).catch(failed);
      if (reply?.ok) setResult({ text: reply.data });
      else setFailure(reply?.failure ?? null);
    } else {
      const reply = await decryptText(project.id, isRsa ? keyId : null, toWireCiphertext(text), context).catch(failed);
      if (reply?.ok) {
        const { plaintext, isBase64, keyId: id, alias } = reply.data;
        setResult({ text: plaintext, isBase64, key: { id, alias } });
      } else setFailure(reply?.failure ?? null);
    }
    setPending(false);
  };
  const enter = (next: string) => {
    setText(next);
    setFileError(null);
  };
  const load = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      enter(await readTextFile(chosen, mode, limit));
    } catch (error) {
      setFileError(error instanceof Error ? error.message : toolWords.notText);
    }
  };
  const clear = () => {
    enter("");
    setPairs([]);
    setResult(null);
    setFailure(null);
    input.current?.focus();
  };
  const counter = mode === "encrypt" ? toolWords.bytes(utf8ByteCount(text), limit) : toolWords.characters(text.length);

  return (
    <div className="panel mt-3 grid gap-5 p-5">
      <p className="text-sm text-muted">{leadOf(mode, isRsa, limit)}</p>
      {refusal ? (
        <p className="notice" data-tone="caution">
          {refusal}
        </p>
      ) : null}
      {failure ? <FailureNotice failure={failure} /> : null}
      <div className="grid gap-5 lg:grid-cols-2">
        <div className="grid min-w-0 content-start gap-3">
          <Field
            label={mode === "encrypt" ? toolWords.encryptInput : toolWords.decryptInput}
            error={fileError ?? typingError(mode, text, limit)}
            aside={<span className="text-xs text-muted">{counter}</span>}
          >
            {(control) => (
              <textarea
                {...control}
                ref={input}
                className="input mono h-64 resize-y text-xs!"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={text}
                onChange={(event) => enter(event.target.value)}
              />
            )}
          </Field>
          <div className="flex flex-wrap items-center gap-2">
            <Button kind="primary" reason={reason} reasonSide="left" isPending={isPending} onClick={execute}>
              {toolWords.execute}
            </Button>
            <Button onClick={clear}>{toolWords.clear}</Button>
            <FileButton kind="quiet" label={toolWords.load} onFile={(chosen) => void load(chosen)} />
          </div>
        </div>
        <ToolResult key={result ? "result" : "none"} mode={mode} result={result} />
      </div>
      <p role="status" className="sr-only">
        {result ? (mode === "encrypt" ? toolWords.encrypted : toolWords.decrypted) : ""}
      </p>
      {isRsa ? null : <ContextEditor pairs={pairs} onChange={setPairs} />}
    </div>
  );
}

function leadOf(mode: ToolMode, isRsa: boolean, limit: number): string {
  if (isRsa) return mode === "encrypt" ? toolWords.rsaEncryptLead(limit) : toolWords.rsaDecryptLead;
  return mode === "encrypt" ? toolWords.encryptLead : toolWords.decryptLead;
}
