"use client";
import { ChevronDown } from "lucide-react";
import type { SelectHTMLAttributes } from "react";

type Option = string | { readonly value: string; readonly label: string };
type Props = Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange" | "value"> & {
  options: readonly Option[];
  value: string;
  onChange: (value: string) => void;
};

/** One of a few: the browser's own list, which every device knows how to show. */
export function Select({ options, onChange, ...rest }: Props) {
  return (
    <span className="select">
      <select {...rest} className="input" onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => {
          const { value, label } = typeof option === "string" ? { value: option, label: option } : option;
          return (
            <option key={value} value={value}>
              {label}
            </option>
          );
        })}
      </select>
      <ChevronDown className="i" aria-hidden />
    </span>
  );
}
