"use client";
import { type ComponentProps, useState } from "react";
import { SuggestField } from "#components/patterns/form/suggest-field";
import { useTagSuggestions } from "#components/tags/use-tag-suggestions";

type Props = Omit<ComponentProps<typeof SuggestField>, "suggestions" | "onFocusChange"> & {
  /** The tag key whose values are suggested; null where tag keys are. */
  valuesOf: string | null;
};

/** A field for a tag key or a tag value, with suggestions from the project's tags. Nothing is read before it has the focus. */
export function TagField({ valuesOf, ...field }: Props) {
  const [hasFocus, setFocus] = useState(false);
  const suggestions = useTagSuggestions(valuesOf, field.value, hasFocus);
  return <SuggestField {...field} suggestions={suggestions} onFocusChange={setFocus} />;
}
