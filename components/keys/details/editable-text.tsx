"use client";
import { useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type ChangeEvent, type FormEvent, type Ref, useEffect, useRef, useState } from "react";
import { Field } from "#components/patterns/form/field";
import { useSubmission } from "#components/patterns/form/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { editRefusal } from "#lib/console/browser/availability/key-availability";
import { aliasProblem } from "#lib/console/browser/inputs/alias-problem";
import { descriptionProblem } from "#lib/console/browser/inputs/description-problem";
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
    problemOf: aliasProblem,
  },
  description: {
    operation: "updateKeyDescription",
    wire: "key_description",
    label: detailsWords.description,
    edit: detailsWords.editDescription,
    saved: detailsWords.descriptionSaved,
    save: updateKeyDescription,
    problemOf: descriptionProblem,
  },
} as const;

/** Alias or description, with a pencil that puts a field in its place. */
export function EditableText({ item, field }: { item: KeyDetails; field: keyof typeof FIELDS }) {
  const { project, mayDo } = useWorkplace();
  const row = FIELDS[field];
  const value = item[row.wire];
  const queries = useQueryClient();
  const toasts = useToasts();
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { submit, reset, isPending, failure } = useSubmission();
  const editButton = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement | HTMLTextAreaElement>(null);
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
    setProblem(null);
    reset();
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (draft === null || isPending) return;
    if (draft === value) return stop();
    const found = row.problemOf(draft);
    setProblem(found);
    if (found) return input.current?.focus();
    const saved = await submit(() => row.save(project.id, item.key_id, draft));
    if (!saved) return;
    queries.setQueryData<KeyDetails>(keyQueries.details(project.id, item.key_id), (known) => known && { ...known, [row.wire]: saved.data });
    toasts.success({ text: row.saved });
    stop();
  };

  if (isEditing) {
    const shared = {
      className: field === "alias" ? "input" : "area area-text",
      autoComplete: "off",
      spellCheck: field === "description",
      value: draft,
      onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
        setDraft(event.target.value);
        // A fault is told again with the next try, if it is still one.
        setProblem(null);
        reset();
      },
    };
    return (
      <form
        onSubmit={save}
        noValidate
        className="head-edit"
        onKeyDown={(event) => {
          if (event.key === "Escape") stop();
          // In several lines Enter is a line end.
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        {field === "alias" ? <h1 className="sr">{value}</h1> : null}
        <div className="min-w-0 flex-1 basis-52">
          <Field label={row.label} error={problem ?? failure?.message ?? null}>
            {/* A description may have several lines: a field of one line would lose where they end. */}
            {(control) =>
              field === "alias" ? (
                <input {...control} {...shared} ref={input as Ref<HTMLInputElement>} />
              ) : (
                <textarea {...control} {...shared} ref={input as Ref<HTMLTextAreaElement>} rows={3} />
              )
            }
          </Field>
        </div>
        <div className="btn-row">
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.save}
          </Button>
          <Button onClick={stop}>{words.cancel}</Button>
        </div>
      </form>
    );
  }
  // Nobody ever edits a default master key, so nothing promises it.
  const editButtonView =
    item.default_key_flag === "1" ? null : (
      <Button
        ref={editButton}
        look="icon"
        size="s"
        aria-label={row.edit}
        reason={editRefusal(item, row.operation, mayDo)}
        onClick={() => setDraft(value)}
      >
        <Pencil className="i i-s" aria-hidden />
      </Button>
    );
  return field === "alias" ? (
    <>
      <h1 tabIndex={-1} className="wrap-anywhere">
        {value}
      </h1>
      {editButtonView}
    </>
  ) : (
    <>
      <p dir="auto" className={`dense muted wrap-anywhere whitespace-pre-line ${value ? "" : "faint"}`}>
        {value || detailsWords.noDescription}
      </p>
      {editButtonView}
    </>
  );
}
