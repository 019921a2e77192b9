"use client";
import { useEffect, useMemo, useState } from "react";
import { type Principal, usePrincipals } from "#components/grants/use-principals";
import { Mark } from "#components/patterns/mark";
import { useWorkplace } from "#components/shell/workplace";
import { grantWords } from "#lib/console/words/grant-words";
import { type GranteeType, PRINCIPAL_PATTERN } from "#lib/domain/grant";

const TYPING_PAUSE_MS = 300;

/** Who the entered ID belongs to. It warns and never refuses: an ID may be of another account, which cannot be asked about. */
export function GranteeNote({ id, type }: { id: string; type: GranteeType }) {
  const { userId, accountId, mayDo } = useWorkplace();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(PRINCIPAL_PATTERN.test(id) ? id : ""), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [id]);
  const principals = usePrincipals(useMemo(() => (asked ? [asked] : []), [asked]));
  const isKnown = asked !== "" && asked === id && principals !== undefined && mayDo.includes("describePrincipals");
  const note = isKnown ? noteOf(principals.get(id), type, id === userId || id === accountId) : null;
  return (
    <div role="status">
      {note ? (
        <p className={note.isWarning ? "hint note-line is-caution" : "hint note-line"}>
          <Mark shape={note.isWarning ? "caution" : "note"} tone={note.isWarning ? "caution" : "plain"} />
          <span className="min-w-0 wrap-anywhere">{note.text}</span>
        </p>
      ) : null}
    </div>
  );
}

function noteOf(principal: Principal | undefined, type: GranteeType, isSelf: boolean): { text: string; isWarning: boolean } {
  const { known } = grantWords;
  if (!principal) return { text: known.unknown, isWarning: true };
  const { name, account_name: account } = principal;
  if (principal.type !== type) return { text: principal.type === "domain" ? known.isAccount(name) : known.isUser(name), isWarning: true };
  if (isSelf) return { text: principal.type === "domain" ? known.ownAccount(name) : known.self(name), isWarning: true };
  if (!principal.enabled) return { text: known.disabled(name), isWarning: true };
  return { text: principal.type === "domain" ? known.domain(name) : known.user(name, account), isWarning: false };
}
