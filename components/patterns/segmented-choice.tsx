"use client";
import { useId } from "react";

type Props<T extends string> = {
  /** For a screen reader: the choice stands where it is plain to the eye. */
  legend: string;
  options: readonly { readonly value: T; readonly label: string }[];
  value: T;
  isSmall?: boolean;
  onChange: (value: T) => void;
};

/** One of a few kinds of input, side by side: radio buttons with the looks of `SegmentedTabs`. */
export function SegmentedChoice<T extends string>({ legend, options, value, isSmall = false, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className={isSmall ? "seg seg-s" : "seg"}>
      <legend className="sr">{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
