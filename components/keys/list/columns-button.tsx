"use client";
import { Columns3 } from "lucide-react";
import dynamic from "next/dynamic";
import type { ComponentProps } from "react";
import { PopoverButton } from "#components/ui/popover";
import { columnWords } from "#lib/console/words/list-page-words";

const ColumnChoice = dynamic(() => import("#components/keys/list/column-choice"), { ssr: false });

/** Opens the choice of columns, their order and how high rows are. */
export function ColumnsButton(props: ComponentProps<typeof ColumnChoice>) {
  return (
    <PopoverButton
      label={columnWords.button}
      className="btn btn-quiet btn-icon"
      align="end"
      tip={columnWords.button}
      button={<Columns3 className="i" aria-hidden />}
    >
      {() => <ColumnChoice {...props} />}
    </PopoverButton>
  );
}
