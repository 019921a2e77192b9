"use client";
import { useRef, useState } from "react";
import { ContextEditor } from "#components/keys/tool/context-editor";
import { FileBox } from "#components/keys/tool/file-box";
import { TakeAway } from "#components/keys/tool/take-away";
import { TextBox } from "#components/keys/tool/text-box";
import { ToolPane, type ToolProps } from "#components/keys/tool/tool-pane";
import { useExecution } from "#components/keys/tool/use-execution";
import { useLatest } from "#components/keys/tool/use-latest";
import { FileButton } from "#components/patterns/file-button";
import { SegmentedChoice } from "#components/patterns/segmented-choice";
import { useWorkplace } from "#components/shell/workplace";
import { type ChosenFile, readChosenFile } from "#lib/console/browser/files/chosen-file";
import {
  type ContextPair,
  fileRefusal,
  inputRefusal,
  readTextFile,
  toContext,
  toSentence,
  typingError,
} from "#lib/console/browser/inputs/tool-input";
import { encryptData } from "#lib/console/server/actions/run-tool";
import { fileWords } from "#lib/console/words/file-words";
import { toolWords } from "#lib/console/words/tool-words";
import { base64ByteCount, toBase64 } from "#lib/domain/base64";
import { oaepMaxBytes } from "#lib/domain/encryption-algorithm";
import { DATA_MAX_BYTES } from "#lib/domain/frame";
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { utf8ByteCount } from "#lib/domain/text";

const KINDS = [
  { value: "text", label: toolWords.kinds.text },
  { value: "file", label: toolWords.kinds.file },
] as const;

/** Encrypts a text, or the bytes of a file whatever they are (guide §2.5). */
export function Encrypt({ item, refusal }: ToolProps) {
  const { project } = useWorkplace();
  const spec = item.key_spec as KeySpec;
  const isRsa = KEY_SPECS[spec].family === "rsa";
  const limit = isRsa ? oaepMaxBytes(spec) : DATA_MAX_BYTES;
  const [kind, setKind] = useState<(typeof KINDS)[number]["value"]>("text");
  const [text, setText] = useState("");
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [loadError, setLoadError] = useState<string | null>(null);
  const [pairs, setPairs] = useState<readonly ContextPair[]>([]);
  const input = useRef<HTMLTextAreaElement>(null);
  const begin = useLatest();
  const { execute, clear, made, ...execution } = useExecution<string>(item, [kind, text, file, pairs, loadError]);
  const isFile = kind === "file";
  const context = toContext(pairs);
  const dataRefusal = isFile ? fileRefusal(file?.size ?? null, limit) : inputRefusal("encrypt", text, limit);

  const enter = (next: string) => {
    begin();
    setText(next);
    setLoadError(null);
  };
  const load = async (chosen: File) => {
    const isLatest = begin();
    const read = await readTextFile(chosen, "encrypt", limit).catch(toSentence);
    if (!isLatest()) return;
    if (typeof read === "string") enter(read);
    else setLoadError(read.sentence);
  };
  const choose = async (chosen: File) => {
    const isLatest = begin();
    setFile(null);
    setLoadError(null);
    const read = await readChosenFile(chosen);
    if (!isLatest()) return;
    setFile(read);
    setLoadError(read === null ? fileWords.unreadable : null);
  };
  const run = () => {
    if (context === null) return;
    const plaintext = isFile && file ? { plain_text_base64: toBase64(file.bytes) } : { plain_text: text };
    const algorithm = isRsa ? "RSAES_OAEP_SHA_256" : "SYMMETRIC_DEFAULT";
    void execute(() => encryptData(project.id, item.key_id, algorithm, plaintext, context));
  };
  const counter = isFile ? toolWords.bytes(file?.size ?? 0, limit) : toolWords.bytes(utf8ByteCount(text), limit);
  const aside = (
    <>
      <SegmentedChoice
        legend={toolWords.kind}
        isSmall
        options={KINDS}
        value={kind}
        onChange={(next) => {
          begin();
          setKind(next);
          setLoadError(null);
        }}
      />
      <span className="num">{counter}</span>
    </>
  );
  return (
    <ToolPane
      refusal={refusal}
      reason={loadError ?? dataRefusal ?? (context === null ? toolWords.contextDuplicate : null)}
      execution={execution}
      onExecute={run}
      onClear={() => {
        enter("");
        setFile(null);
        setPairs([]);
        clear();
        input.current?.focus();
      }}
      context={isRsa ? null : <ContextEditor pairs={pairs} onChange={setPairs} />}
      left={
        isFile ? (
          <FileBox
            label={toolWords.encryptInput}
            hint={toolWords.fileHint(limit)}
            error={loadError ?? (file && dataRefusal)}
            aside={aside}
            file={file}
            onFile={(chosen) => void choose(chosen)}
          />
        ) : (
          <TextBox
            label={toolWords.encryptInput}
            inputRef={input}
            aside={aside}
            error={loadError ?? typingError("encrypt", text, limit)}
            value={text}
            onChange={enter}
          />
        )
      }
      more={isFile ? null : <FileButton kind="quiet" label={toolWords.load} onFile={(chosen) => void load(chosen)} />}
      right={
        <>
          <TextBox
            label={toolWords.ciphertext}
            aside={<span className="num">{made === null ? "" : toolWords.base64Bytes(base64ByteCount(made) ?? 0)}</span>}
            placeholder={toolWords.resultEncryptHint}
            value={made ?? ""}
          />
          <TakeAway key={made === null ? "none" : "made"} text={made} file={{ name: "ciphertext.txt", content: made ?? "" }} />
        </>
      }
      isUnserved={!isFile && text !== "" && made === null}
      announcement={made === null ? "" : toolWords.encrypted}
    />
  );
}
