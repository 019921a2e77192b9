"use client";
import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { Asked } from "#components/patterns/asked";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { usePlace } from "#components/shell/workplace";
import { Inert } from "#components/traces/inert";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { queryOwn } from "#lib/console/browser/queries/query-operation";
import { type TraceSearch, toQuery, toTraceSearch } from "#lib/console/browser/traces/trace-search";
import { deleteSavedQuery, saveQuery } from "#lib/console/server/actions/saved-queries";
import { savedQueryWords } from "#lib/console/words/traces/trace-words";
import { escapeMarks } from "#lib/domain/text";
import { isSavedQueryName, SAVED_QUERY_NAME_MAX } from "#lib/domain/trail/trace-query";

/** The range always stands in what is kept: what is usual here may be something else one day. */
function toKept(search: TraceSearch): string {
  const query = toQuery({ ...search, open: "" });
  return typeof search.range === "string" && search.chosen === null && !query.includes("range=")
    ? [`range=${search.range}`, query].filter(Boolean).join("&")
    : query;
}

/** One's own saved filters: choose, delete, and keep what is shown. They are the person's, and the same in every project. */
export default function SavedQueries({ search, onChoose }: { search: TraceSearch; onChoose: (next: TraceSearch) => void }) {
  const { isFederated } = usePlace();
  const asked = useQuery({
    queryKey: ownQueries.savedQueries,
    queryFn: ({ signal }) => queryOwn("listSavedQueries", signal),
    enabled: !isFederated,
  });
  if (isFederated) return <p className="hint max-w-72">{savedQueryWords.federated}</p>;
  return (
    <div className="grid gap-3">
      <Asked asked={asked} words={savedQueryWords} level="h3" rows={3} waitingClass="">
        {({ queries }) =>
          queries.length === 0 ? (
            <p className="hint">{savedQueryWords.none}</p>
          ) : (
            <ul className="saved-list" aria-label={savedQueryWords.title}>
              {queries.map((saved) => (
                <Saved key={saved.id} saved={saved} onChoose={onChoose} />
              ))}
            </ul>
          )
        }
      </Asked>
      <SaveForm search={search} />
    </div>
  );
}

type SavedQuery = { readonly id: string; readonly name: string; readonly query: string };

function Saved({ saved, onChoose }: { saved: SavedQuery; onChoose: (next: TraceSearch) => void }) {
  const toasts = useToasts();
  const { submit, isPending, failure } = useOwnSubmission();
  const remove = async () => {
    if (await submit(() => deleteSavedQuery(saved.id))) toasts.success({ text: savedQueryWords.removed(escapeMarks(saved.name)) });
  };
  return (
    <li>
      <button type="button" className="menu-item" onClick={() => onChoose(toTraceSearch(new URLSearchParams(saved.query)))}>
        <Inert className="cut" text={saved.name} />
      </button>
      <Button look="icon" size="s" aria-label={savedQueryWords.remove(escapeMarks(saved.name))} isPending={isPending} onClick={remove}>
        <Trash2 className="i" aria-hidden />
      </Button>
      {failure ? <FailureNotice failure={failure} /> : null}
    </li>
  );
}

function SaveForm({ search }: { search: TraceSearch }) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useOwnSubmission();
  const [name, setName] = useState("");
  const [isTried, setTried] = useState(false);
  const typed = name.trim();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isSavedQueryName(typed)) return;
    if (!(await submit(() => saveQuery({ name: typed, query: toKept(search) })))) return;
    toasts.success({ text: savedQueryWords.saved(escapeMarks(typed)) });
    setName("");
    setTried(false);
  };
  return (
    <form className="grid gap-3" onSubmit={save}>
      <Field
        label={savedQueryWords.name}
        hint={savedQueryWords.saveHint}
        error={isTried && !isSavedQueryName(typed) ? savedQueryWords.nameInvalid : null}
      >
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="off"
            maxLength={SAVED_QUERY_NAME_MAX * 2}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              reset();
            }}
          />
        )}
      </Field>
      {failure ? <FailureNotice failure={failure} /> : null}
      <div className="btn-row">
        <Button type="submit" isPending={isPending}>
          {savedQueryWords.save}
        </Button>
      </div>
    </form>
  );
}
