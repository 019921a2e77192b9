import type { Principal } from "#components/grants/use-principals";
import { CopyButton } from "#components/patterns/copy-button";
import { grantWords } from "#lib/console/words/grant-words";

type Props = {
  id: string;
  principal: Principal | undefined;
  isSelf?: boolean;
  /** As in "Copy Grantee ID". */
  what: string;
  /** Where there is room for all of the ID, below the name. */
  isWhole?: boolean;
};

/** A user or an account: the name where it is known, and always the ID. */
export function PrincipalName({ id, principal, isSelf = false, what, isWhole = false }: Props) {
  const selfWord = principal?.type === "domain" ? grantWords.yourAccount : grantWords.you;
  const marks = [isSelf ? selfWord : "", principal?.enabled === false ? grantWords.disabled : ""].filter(Boolean);
  const note = marks.length > 0 ? ` (${marks.join(", ")})` : "";
  const name = principal ? (
    <span
      className={isWhole ? "min-w-0 basis-full wrap-anywhere" : "name-part cut"}
      data-whole={isWhole ? undefined : principal.name + note}
    >
      {principal.name}
      {note ? <span className="muted">{note}</span> : null}
    </span>
  ) : null;
  if (isWhole) {
    return (
      <>
        {name}
        <span className="inline-flex max-w-full items-center gap-1">
          <span className="mono min-w-0 muted wrap-anywhere">{id}</span>
          <CopyButton text={id} what={what} />
        </span>
      </>
    );
  }
  return (
    <span className="id-cell">
      {name}
      <span className={`mono cut ${principal ? "muted" : ""}`} data-whole={id}>
        {id}
      </span>
      <CopyButton text={id} what={what} />
    </span>
  );
}
