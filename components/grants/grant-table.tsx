"use client";
import { useMemo } from "react";
import { PrincipalName } from "#components/grants/principal-name";
import type { Principal } from "#components/grants/use-principals";
import { CopyButton } from "#components/patterns/copy-button";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { Time } from "#components/patterns/time";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { belongingsRefusal } from "#lib/console/browser/availability/key-availability";
import { grantWords, operationLabels } from "#lib/console/words/grant-words";
import type { GrantDetails } from "#lib/wire/kms/grant-details";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = {
  item: KeyDetails;
  grants: readonly GrantDetails[];
  principals: ReadonlyMap<string, Principal> | undefined;
  onRevoke: (grant: GrantDetails) => void;
};

/** Guide Table 2-14. */
export function GrantTable({ item, grants, principals, onRevoke }: Props) {
  const { basePath, mayDo, userId, accountId } = useWorkplace();
  const refusal = belongingsRefusal(item, "revokeGrant", mayDo);
  const columns = useMemo<readonly Column<GrantDetails>[]>(() => {
    const labels = grantWords.columns;
    return [
      {
        id: "id",
        label: labels.id,
        className: "c-grant",
        narrow: "name",
        cell: ({ grant_id }) => <GrantLink href={`${basePath}/keys/${item.key_id}?tab=grants&grant=${grant_id}`} id={grant_id} />,
      },
      {
        id: "type",
        label: labels.type,
        className: "c-grantee-type",
        cell: ({ grantee_principal_type }) => grantWords.types[grantee_principal_type],
      },
      {
        id: "grantee",
        label: labels.grantee,
        className: "c-grantee",
        narrow: "fact",
        cell: ({ grantee_principal }) => (
          <PrincipalName
            id={grantee_principal}
            principal={principals?.get(grantee_principal)}
            isSelf={grantee_principal === userId || grantee_principal === accountId}
            what={labels.grantee}
          />
        ),
      },
      {
        id: "operations",
        label: labels.operations,
        cell: ({ operations }) => (
          <span className="cut block" data-whole={operationLabels(operations)}>
            {operationLabels(operations)}
          </span>
        ),
      },
      {
        id: "created",
        label: labels.created,
        className: "c-made",
        narrow: "aside",
        cell: ({ creation_date }) => <Time milliseconds={creation_date} />,
      },
      {
        id: "operation",
        label: labels.operation,
        className: "c-revoke",
        narrow: "operations",
        cell: (grant) => (
          <span className="cell-acts">
            <Button
              kind="quiet"
              size="s"
              className="btn-destroys"
              aria-description={grant.grant_id}
              reason={refusal}
              onClick={() => onRevoke(grant)}
            >
              {grantWords.revoke}
            </Button>
          </span>
        ),
      },
    ];
  }, [item.key_id, basePath, userId, accountId, principals, refusal, onRevoke]);
  return (
    <DataTable
      label={grantWords.table}
      isPage
      className="table-lines panel-table grants-table"
      columns={columns}
      rows={grants}
      rowKey={({ grant_id }) => grant_id}
    />
  );
}

/** Opens the grant's details; its address can be handed on. */
function GrantLink({ href, id }: { href: string; id: string }) {
  return (
    <span className="id-cell">
      <a
        href={href}
        className="name mono cut"
        data-whole={id}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          window.history.pushState(null, "", event.currentTarget.href);
        }}
      >
        {id}
      </a>
      <CopyButton text={id} what={grantWords.columns.id} />
    </span>
  );
}
