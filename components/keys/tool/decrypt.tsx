"use client";
import Link from "next/link";
import { useRef, useState } from "react";
import { ContextEditor } from "#components/keys/tool/context-editor";
import { TakeAway } from "#components/keys/tool/take-away";
import { TextBox } from "#components/keys/tool/text-box";
import { ToolPane, type ToolProps } from "#components/keys/tool/tool-pane";
import { useExecution } from "#components/keys/tool/use-execution";
import { useLatest } from "#components/keys/tool/use-latest";
import { FileButton } from "#components/patterns/file-button";
import { useWorkplace } from "#components/shell/workplace";
import { fromBase64 } from "#lib/console/browser/files/bytes";
import {
  type ContextPair,
  inputRefusal,
  readTextFile,
  toContext,
  toSentence,
  toWireCiphertext,
} from "#lib/console/browser/inputs/tool-input";
import { type Decrypted, decryptData } from "#lib/console/server/actions/run-tool";
import { plural } from "#lib/console/words/plural";
import { toolWords } from "#lib/console/words/tool-words";
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { utf8ByteCount } from "#lib/domain/text";

/** Decrypts, by the key that is found from the ciphertext; an RSA ciphertext names none, so that it is this one's. */
export function Decrypt({ item, refusal }: ToolProps) {
  const { project } = useWorkplace();
  const isRsa = KEY_SPECS[item.key_spec as KeySpec].family === "rsa";
  const [text, setText] = useState("");
  const [loadError, setLoadError] = useState<string | null>(null);
  const [pairs, setPairs] = useState<readonly ContextPair[]>([]);
  const input = useRef<HTMLTextAreaElement>(null);
  const begin = useLatest();
  const { execute, clear, made, ...execution } = useExecution<Decrypted>(item, [text, pairs, loadError]);
  const context = toContext(pairs);

  const enter = (next: string) => {
    begin();
    setText(next);
    setLoadError(null);
  };
  const load = async (chosen: File) => {
    const isLatest = begin();
    const read = await readTextFile(chosen, "decrypt").catch(toSentence);
    if (!isLatest()) return;
    if (typeof read === "string") enter(read);
    else setLoadError(read.sentence);
  };
  const run = () => {
    if (context === null) return;
    void execute(() => decryptData(project.id, isRsa ? item.key_id : null, toWireCiphertext(text), context));
  };
  return (
    <ToolPane
      refusal={refusal}
      reason={loadError ?? inputRefusal("decrypt", text) ?? (context === null ? toolWords.contextDuplicate : null)}
      execution={execution}
      onExecute={run}
      onClear={() => {
        enter("");
        setPairs([]);
        clear();
        input.current?.focus();
      }}
      context={isRsa ? null : <ContextEditor pairs={pairs} onChange={setPairs} />}
      left={
        <TextBox
          label={toolWords.decryptInput}
          inputRef={input}
          aside={<span className="num">{toolWords.characters(text.length)}</span>}
          error={loadError}
          value={text}
          onChange={enter}
        />
      }
      more={<FileButton kind="quiet" label={toolWords.load} onFile={(chosen) => void load(chosen)} />}
      right={<Plaintext made={made} />}
      announcement={made === null ? "" : toolWords.decrypted}
    />
  );
}

/** The plaintext, by which key, and where it is no text its bytes. */
function Plaintext({ made }: { made: Decrypted | null }) {
  const { basePath } = useWorkplace();
  const bytes = made?.isBase64 ? fromBase64(made.plaintext) : null;
  const file = bytes ? { name: "plaintext.bin", content: bytes } : { name: "plaintext.txt", content: made?.plaintext ?? "" };
  return (
    <>
      <TextBox
        label={toolWords.plaintext}
        aside={<span className="num">{made === null ? "" : plural(bytes?.length ?? utf8ByteCount(made.plaintext), "byte")}</span>}
        placeholder={toolWords.resultDecryptHint}
        value={made?.plaintext ?? ""}
      />
      <TakeAway key={made === null ? "none" : "made"} text={made?.plaintext ?? null} file={file} />
      {bytes ? <p className="hint">{toolWords.notUtf8}</p> : null}
      {made ? (
        <p className="dense muted">
          {toolWords.decryptedWith}{" "}
          <Link href={`${basePath}/keys/${made.keyId}?tab=tool`} prefetch={false} className="name">
            {made.alias || made.keyId}
          </Link>{" "}
          {made.alias ? <span className="hash wrap-anywhere">{made.keyId}</span> : null}
        </p>
      ) : null}
    </>
  );
}
