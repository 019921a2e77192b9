"use client";
import { type ReactNode, useMemo } from "react";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { policyWords } from "#lib/console/words/policies/policy-words";
import type { PermissionLine } from "#lib/domain/policy/table-1-6";

type Props = {
  label: string;
  lines: readonly PermissionLine[];
  /** Heading of the last column. */
  rightLabel: string;
  right: (line: PermissionLine) => ReactNode;
};

/** Operations line by line, as the guide words them, each with its action and whether it is allowed. */
export function PermissionLines({ label, lines, rightLabel, right }: Props) {
  const columns = useMemo<readonly Column<PermissionLine>[]>(
    () => [
      { id: "operation", label: policyWords.page.lineColumns.operation, narrow: "name", cell: (line) => line.label },
      {
        id: "action",
        label: policyWords.page.lineColumns.action,
        className: "c-action",
        narrow: "fact",
        cell: ({ actions }) => (
          <span className="grid">
            {actions.map((action) => (
              <code key={action} className="action-name">
                {action}
              </code>
            ))}
          </span>
        ),
      },
      { id: "right", label: rightLabel, className: "c-allowed", narrow: "aside", cell: right },
    ],
    [rightLabel, right],
  );
  return (
    <DataTable
      label={label}
      isPage
      isDense
      className="table-lines panel-table lines-table"
      columns={columns}
      rows={lines}
      rowKey={(line) => line.label}
    />
  );
}
