import { useMemo } from "react";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { Mark } from "#components/patterns/mark";
import { Moment } from "#components/patterns/moment";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { KeyUsage } from "#lib/domain/key-spec";
import type { ReplyOf } from "#lib/wire/catalog";

type Version = ReplyOf<"getKeyRotationStatus">["key_materials"][number];

/** Every version of a key, the newest first: one does all work of the key, the others only undo what they did. */
export function VersionsTable({ versions, usage }: { versions: readonly Version[]; usage: KeyUsage }) {
  const columns = useMemo<readonly Column<Version>[]>(
    () => [
      {
        id: "version",
        label: rotationWords.version,
        className: "c-version",
        narrow: "name",
        cell: ({ material_id, state }) => (
          <span className="cell">
            <span className="strong num">{material_id}</span>
            {state === "current" ? <span className="badge">{rotationWords.current}</span> : null}
          </span>
        ),
      },
      {
        id: "created",
        label: rotationWords.created,
        className: "c-moment",
        narrow: "fact",
        cell: ({ create_time }) => <Moment milliseconds={create_time} />,
      },
      {
        id: "use",
        label: rotationWords.use,
        narrow: "operations",
        cell: ({ state }) => (
          <span className="state">
            {state === "current" ? (
              <Mark shape="ok" tone="positive" />
            ) : (
              <Mark shape={state === "absent" ? "import" : "dot"} tone="plain" />
            )}
            {state === "absent" ? rotationWords.withoutMaterial : rotationWords.versionUses[usage][state]}
          </span>
        ),
      },
    ],
    [usage],
  );
  return (
    <section aria-label={rotationWords.versions} className="panel-part">
      <h2>
        {rotationWords.versions} <span className="dense font-normal faint">{versions.length}</span>
      </h2>
      <DataTable
        label={rotationWords.versions}
        isPage
        className="table-lines panel-table versions-table"
        columns={columns}
        rows={versions}
        rowKey={({ material_id }) => material_id}
      />
    </section>
  );
}
