"use client";
import { Field } from "#components/patterns/field";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import { deletionWords } from "#lib/console/words/change-words";
import { DAY_MS, PENDING_DAYS_MAX, PENDING_DAYS_MIN } from "#lib/domain/key";

/** The days that the text says, or null where they are not 7 to 1096 (guide §2.4.4). */
export function readDays(text: string): number | null {
  const days = /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return days >= PENDING_DAYS_MIN && days <= PENDING_DAYS_MAX ? days : null;
}

type Props = {
  days: string;
  onDays: (days: string) => void;
  typed: string;
  onTyped: (typed: string) => void;
  affected: readonly SelectedKey[];
};

/** The period, the date it leads to in local time and UTC, and the confirmation by typing. */
export function DeletionFields({ days, onDays, typed, onTyped, affected }: Props) {
  const valid = readDays(days);
  const only = affected.length === 1 ? affected[0] : undefined;
  const confirmation = (
    <Field label={only ? <TypeAlias alias={only.key_alias} /> : deletionWords.typeCount(affected.length)}>
      {(control) => (
        <input
          {...control}
          className={only ? "input mono" : "input num"}
          inputMode={only ? "text" : "numeric"}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => onTyped(event.target.value)}
        />
      )}
    </Field>
  );
  return (
    <>
      <div className="del-when">
        <Field
          label={deletionWords.days}
          hint={deletionWords.daysHint}
          error={valid === null ? deletionWords.daysInvalid : null}
          isRequired
        >
          {(control) => (
            <input
              {...control}
              className="input num"
              inputMode="numeric"
              autoComplete="off"
              value={days}
              onChange={(event) => onDays(event.target.value)}
            />
          )}
        </Field>
        <TakesEffect days={valid} />
        {only ? null : confirmation}
      </div>
      {only ? confirmation : null}
    </>
  );
}

function TypeAlias({ alias }: { alias: string }) {
  return (
    <>
      {deletionWords.typeAlias} <code>{alias}</code>
    </>
  );
}

/** @param days null where none is entered that counts */
function TakesEffect({ days }: { days: number | null }) {
  const date = days === null ? null : new Date(Date.now() + days * DAY_MS);
  return (
    <div className="field">
      <span className="label">{deletionWords.takesEffect}</span>
      {date ? (
        <>
          <p className="when">
            <time dateTime={date.toISOString()}>
              {date.toLocaleDateString("en-GB", { dateStyle: "full" })}, {date.toLocaleTimeString("en-GB", { timeStyle: "short" })}
            </time>
          </p>
          <span className="hint num">{date.toISOString().slice(0, 16).replace("T", " ")} UTC</span>
        </>
      ) : null}
    </div>
  );
}
