"use client";
import { useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Field } from "#components/patterns/field";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { ownFailure } from "#lib/console/api-failure";
import { editRefusal } from "#lib/console/browser/availability/key-availability";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { updateKeyAlias, updateKeyDescription } from "#lib/console/server/actions/update-key";
import { detailsWords } from "#lib/console/words/details-words";
import { words } from "#lib/console/words/words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** The two texts of a key that can be edited in place (guide §2.4.1 NOTE). */
const FIELDS = {
  alias: {
    operation: "updateKeyAlias",
    wire: "key_alias",
    label: detailsWords.alias,
    edit: detailsWords.editAlias,
    saved: detailsWords.aliasSaved,
    save: updateKeyAlias,
  },
  description: {
    operation: "updateKeyDescription",
    wire: "key_description",
    label: detailsWords.description,
    edit: detailsWords.editDescription,
    saved: detailsWords.descriptionSaved,
    save: updateKeyDescription,
  },
} as const;

export function EditableText({ item, field }: { item: KeyDetails; field: keyof typeof FIELDS }) {
  const { project, mayDo } = useWorkplace();
  const row = FIELDS[field];
  const value = item[row.wire];
  const queries = useQueryClient();
  const toasts = useToasts();
  const [draft, setDraft] = useState<string | null>(null);
  const { submit, reset, isPending, failure } = useSubmission();
  const editButton = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const isEditing = draft !== null;
  const wasEditing = useRef(false);
  // Field and button take each other's place: the keyboard follows once the other one is in the page.
  useEffect(() => {
    if (isEditing) input.current?.select();
    else if (wasEditing.current) editButton.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);

  const stop = () => {
    setDraft(null);
    reset();
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (draft === null || isPending) return;
    if (draft === value) return stop();
    const saved = await submit(async () => {
      // The schemas are fetched with the first edit: the page itself does not need them.
      const { schemaErrors } = await import("#lib/console/browser/inputs/schema-errors");
      const found = schemaErrors(row.operation, { key_id: item.key_id, [row.wire]: draft })[row.wire];
      return found ? { ok: false, failure: ownFailure(400, found) } : row.save(project.id, item.key_id, draft);
    });
    if (!saved) return;
    queries.setQueryData<KeyDetails>(keyQueries.details(project.id, item.key_id), (known) => known && { ...known, [row.wire]: saved.data });
    toasts.success({ text: row.saved });
    stop();
  };

  if (isEditing) {
    return (
      <form
        onSubmit={save}
        noValidate
        className="flex w-full max-w-xl min-w-0 flex-wrap items-end gap-2"
        onKeyDown={(event) => {
          if (event.key === "Escape") stop();
        }}
      >
        {field === "alias" ? <h1 className="sr">{value}</h1> : null}
        <div className="min-w-0 flex-1 basis-52">
          <Field label={row.label} error={failure?.message ?? null}>
            {(control) => (
              <input
                {...control}
                ref={input}
                className="input"
                autoComplete="off"
                spellCheck={false}
                value={draft}
                onChange={(event) => setDraft(event.target.value)}
              />
            )}
          </Field>
        </div>
        <Button type="submit" kind="primary" isPending={isPending}>
          {words.save}
        </Button>
        <Button onClick={stop}>{words.cancel}</Button>
      </form>
    );
  }
  const editButtonView = (
    <Button
      ref={editButton}
      look="icon"
      aria-label={row.edit}
      reason={editRefusal(item, row.operation, mayDo)}
      onClick={() => setDraft(value)}
    >
      <Pencil size={14} aria-hidden />
    </Button>
  );
  return field === "alias" ? (
    <span className="flex min-w-0 items-center gap-1.5">
      <h1 className="min-w-0 wrap-anywhere">{value}</h1>
      {editButtonView}
    </span>
  ) : (
    <span className="flex items-start gap-1.5">
      <span className={`whitespace-pre-line ${value ? "" : "text-muted"}`}>{value || detailsWords.noDescription}</span>
      {editButtonView}
    </span>
  );
}
