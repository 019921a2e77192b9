// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
// biome-ignore-all lint/a11y/noRedundantRoles: laid out as cards on narrow screens, the elements lose the roles they have by themselves
"use client";
import { PrincipalName } from "#components/grants/principal-name";
import type { Principal } from "#components/grants/use-principals";
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
  const { columns } = grantWords;
  const refusal = belongingsRefusal(item, "revokeGrant", mayDo);
  return (
    <section className="table-region min-h-0!" data-cards="plain" aria-label={grantWords.table} tabIndex={0}>
      <table className="table" role="table" aria-label={grantWords.table}>
        <thead role="rowgroup">
          <tr role="row">
            {Object.values(columns).map((label) => (
              <th key={label} role="columnheader" scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {grants.map((grant) => (
            <tr key={grant.grant_id} role="row">
              <td role="cell" data-label={columns.id}>
                <a
                  href={`${basePath}/keys/${item.key_id}?tab=grants&grant=${grant.grant_id}`}
                  className="mono cell-id-text text-xs"
                  title={grant.grant_id}
                  onClick={(event) => {
                    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                    event.preventDefault();
                    window.history.pushState(null, "", event.currentTarget.href);
                  }}
                >
                  {grant.grant_id}
                </a>
              </td>
              <td role="cell" data-label={columns.type}>
                {grantWords.types[grant.grantee_principal_type]}
              </td>
              <td role="cell" data-label={columns.grantee}>
                <PrincipalName
                  id={grant.grantee_principal}
                  principal={principals?.get(grant.grantee_principal)}
                  isSelf={grant.grantee_principal === userId || grant.grantee_principal === accountId}
                  what={columns.grantee}
                />
              </td>
              <td role="cell" data-label={columns.operations} className="min-w-48">
                <span>{operationLabels(grant.operations)}</span>
              </td>
              <td role="cell" data-label={columns.created} className="whitespace-nowrap">
                <Time milliseconds={grant.creation_date} />
              </td>
              <td role="cell" data-label={columns.operation}>
                <Button look="link" aria-description={grant.grant_id} reason={refusal} onClick={() => onRevoke(grant)}>
                  {grantWords.revoke}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
