"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { Button } from "#components/ui/button";
import type { MaySee } from "#lib/console/browser/search/key-search";
import {
  isUsual,
  movedColumn,
  OPTIONAL_COLUMNS,
  type OptionalColumn,
  USUAL_COLUMNS,
  withColumn,
} from "#lib/console/browser/search/list-columns";
import { columnWords } from "#lib/console/words/list-page-words";
import { listWords } from "#lib/console/words/list-words";

type Props = {
  columns: readonly OptionalColumn[];
  may: MaySee;
  isDense: boolean;
  onColumns: (columns: readonly OptionalColumn[]) => void;
  onDense: (isDense: boolean) => void;
};

/** Which columns are shown and in which order, and how high rows are; alias, status and operations always stay. */
export default function ColumnChoice({ columns, may, isDense, onColumns, onDense }: Props) {
  const isOffered: Partial<Record<OptionalColumn, boolean>> = { tags: may.tags, rotation: may.rotation, used: may.lastUse };
  const offered = OPTIONAL_COLUMNS.filter((column) => isOffered[column] !== false);
  const inOrder = [...columns.filter((column) => offered.includes(column)), ...offered.filter((column) => !columns.includes(column))];
  return (
    <div className="grid gap-3">
      <fieldset className="column-choice">
        <legend className="label">{columnWords.columns}</legend>
        {inOrder.map((column) => {
          const label = listWords.columns[column];
          const place = columns.indexOf(column);
          return (
            <div key={column} className="column-row">
              <label className="choice flex-1">
                <input
                  type="checkbox"
                  className="check"
                  checked={place >= 0}
                  onChange={(event) => onColumns(withColumn(columns, column, event.target.checked))}
                />
                {label}
              </label>
              {place >= 0 ? (
                <>
                  <Button
                    look="icon"
                    size="s"
                    aria-label={columnWords.up(label)}
                    aria-disabled={place === 0 || undefined}
                    onClick={() => onColumns(movedColumn(columns, column, -1))}
                  >
                    <ArrowUp className="i i-s" aria-hidden />
                  </Button>
                  <Button
                    look="icon"
                    size="s"
                    aria-label={columnWords.down(label)}
                    aria-disabled={place === columns.length - 1 || undefined}
                    onClick={() => onColumns(movedColumn(columns, column, 1))}
                  >
                    <ArrowDown className="i i-s" aria-hidden />
                  </Button>
                </>
              ) : null}
            </div>
          );
        })}
      </fieldset>
      <p className="hint">{columnWords.hint}</p>
      <div className="pop-foot">
        <SegmentedChoice
          legend={columnWords.density}
          options={[
            { value: "usual", label: columnWords.densities.usual },
            { value: "dense", label: columnWords.densities.dense },
          ]}
          value={isDense ? "dense" : "usual"}
          onChange={(density) => onDense(density === "dense")}
        />
        {isUsual(columns) ? null : (
          <Button kind="quiet" onClick={() => onColumns(USUAL_COLUMNS)}>
            {columnWords.usual}
          </Button>
        )}
      </div>
    </div>
  );
}
