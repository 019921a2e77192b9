"use client";
import { Mark } from "#components/patterns/mark";
import type { ReadStatement } from "#lib/console/browser/policy/read-text";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { ReadSentence } from "#lib/domain/policy/reading/read-policy";

type Props = {
  /** null where the text cannot be read. */
  statements: readonly ReadStatement[] | null;
  /** How a statement's place is called: by its lines beside a text, by its number beside rows. */
  by: "lines" | "number";
  /** Leads to the statement; absent where there is nothing to lead to. */
  onGo?: ((statement: ReadStatement) => void) | undefined;
  /** The statement that is looked at, from 0. */
  chosen?: number | null;
  /** In place of the sentences, where there are none. */
  nothing?: string;
  /** A statement that cannot be read is not finished, rather than wrong. */
  isUnfinished?: boolean;
};

/** A policy in plain sentences, each with its place in the text. */
export function PolicyReading({ statements, by, onGo, chosen = null, nothing = editorWords.says.unreadable, isUnfinished = false }: Props) {
  if (statements === null) return <p className="dense muted">{nothing}</p>;
  const hasDeny = statements.some(({ sentences }) => sentences?.some(({ effect }) => effect === "Deny"));
  return (
    <>
      <ul className="reading">
        {statements.map((read) => (
          <Statement
            key={read.statement}
            read={read}
            by={by}
            onGo={onGo}
            isChosen={chosen === read.statement}
            isUnfinished={isUnfinished}
          />
        ))}
      </ul>
      {hasDeny ? <p className="hint mt-2">{editorWords.says.denyWins}</p> : null}
    </>
  );
}

type StatementProps = { read: ReadStatement; by: Props["by"]; onGo: Props["onGo"]; isChosen: boolean; isUnfinished: boolean };

function Statement({ read, by, onGo, isChosen, isUnfinished }: StatementProps) {
  const { statement, from, to, sentences } = read;
  const place = by === "lines" ? editorWords.says.lines(from, to) : editorWords.says.statement(statement + 1);
  const said = sentences?.filter(({ isNote }) => !isNote) ?? [];
  const effect = sentences?.[0]?.effect;
  return (
    <li aria-current={isChosen || undefined}>
      {sentences === null ? (
        <Mark shape={isUnfinished ? "note" : "danger"} tone={isUnfinished ? "plain" : "danger"} />
      ) : (
        <Mark shape={effect === "Deny" ? "disabled" : "ok"} tone={effect === "Deny" ? "plain" : "positive"} />
      )}
      <div className="min-w-0 grid gap-1 wrap-anywhere">
        {sentences === null ? (
          <p className={isUnfinished ? "muted" : "is-danger"}>{isUnfinished ? editorWords.says.unfinished : editorWords.says.faulty}</p>
        ) : null}
        {sentences !== null && said.length === 0 ? <p className="muted">{editorWords.says.nothing}</p> : null}
        {(sentences ?? []).map((sentence) => (
          <Sentence key={sentence.text} sentence={sentence} />
        ))}
      </div>
      {onGo ? (
        <button type="button" className="lines link" onClick={() => onGo(read)}>
          {place}
        </button>
      ) : (
        <span className="lines">{place}</span>
      )}
    </li>
  );
}

/** The word that all hangs on stands out: "May", "May not". */
function Sentence({ sentence: { text, isNote } }: { sentence: ReadSentence }) {
  const word = text.startsWith("May not") ? "May not" : "May";
  if (isNote || !text.startsWith(word)) return <p className="muted">{text}</p>;
  return (
    <p>
      <b className="strong">{word}</b>
      {text.slice(word.length)}
    </p>
  );
}
