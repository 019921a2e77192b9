"use client";
import { useMemo } from "react";
import { useAccountQuery } from "#components/identity/use-account-query";
import { SuggestField } from "#components/patterns/form/suggest-field";
import { usePlace } from "#components/shell/workplace";
import { identityWords } from "#lib/console/words/identity/identity-words";

export type Person = { readonly id: string; readonly name: string; readonly enabled: boolean };

/** The people of the account, by name, for whoever may list them; undefined until they are known, and for everybody else. */
export function usePeople(): readonly Person[] | undefined {
  const { mayDoInAccount } = usePlace();
  const { data } = useAccountQuery("listUsers", {}, mayDoInAccount.includes("listUsers"));
  return useMemo(() => data?.users.map(({ id, name, enabled }) => ({ id, name, enabled })), [data]);
}

type Props = {
  label: string;
  hint: string;
  error: string | undefined;
  name: string;
  value: string;
  onChange: (value: string) => void;
  people: readonly Person[];
  /** What is put into the field when somebody is chosen: whichever it asks for. */
  takes: "id" | "name";
};

/** Somebody of the account: found by a part of the name or the ID, which may also be pasted. */
export function PersonField({ people, takes, ...field }: Props) {
  const suggestions = useMemo(
    () =>
      people.map((person) => ({
        value: person[takes],
        label: person.name,
        detail: person.enabled ? (takes === "id" ? `${person.id.slice(0, 8)}…` : "") : identityWords.disabled,
      })),
    [people, takes],
  );
  return <SuggestField {...field} suggestions={suggestions} isRequired side="below" className={takes === "id" ? "mono" : ""} />;
}

/** Who is meant by what stands in such a field: an ID or a whole name, in whatever case. */
export function findPerson(people: readonly Person[], text: string): Person | undefined {
  const wanted = text.trim().toLowerCase();
  return (
    people.find(({ id }) => id === wanted) ??
    people.find(({ name }) => name === text.trim()) ??
    people.find(({ name }) => name.toLowerCase() === wanted)
  );
}
