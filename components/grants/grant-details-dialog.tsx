"use client";
import { type ReactNode, useRef } from "react";
import { PrincipalName } from "#components/grants/principal-name";
import type { Principal } from "#components/grants/use-principals";
import { CopyButton } from "#components/patterns/copy-button";
import { Time } from "#components/patterns/time";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { belongingsRefusal } from "#lib/console/browser/availability/key-availability";
import { grantWords, OPERATION_MEANINGS } from "#lib/console/words/grant-words";
import { words } from "#lib/console/words/words";
import { GRANT_OPERATION_NAMES, GRANT_OPERATIONS } from "#lib/domain/grant";
import type { GrantDetails } from "#lib/wire/kms/grant-details";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = {
  item: KeyDetails;
  /** Null where the URL names a grant that is not on this key. */
  grant: GrantDetails | null;
  principals: ReadonlyMap<string, Principal> | undefined;
  onRevoke: (grant: GrantDetails) => void;
  onClose: () => void;
};

/** All of one grant (guide §2.8.2, step 6). */
export default function GrantDetailsDialog({ item, grant, principals, onRevoke, onClose }: Props) {
  const { mayDo, userId, accountId } = useWorkplace();
  const close = useRef<HTMLButtonElement>(null);
  const { columns } = grantWords;
  const person = (id: string, what: string) => (
    <PrincipalName id={id} principal={principals?.get(id)} isSelf={id === userId || id === accountId} what={what} isWhole />
  );
  return (
    <Dialog title={grantWords.details} onClose={onClose} initialFocus={close}>
      <div className="dialog-body">
        {grant ? (
          <dl className="facts sm:grid-cols-2!">
            <Fact label={columns.id} isWide>
              <span className="flex items-center gap-1">
                <span className="mono min-w-0 text-xs">{grant.grant_id}</span>
                <CopyButton text={grant.grant_id} what={columns.id} />
              </span>
            </Fact>
            <Fact label={columns.type}>{grantWords.types[grant.grantee_principal_type]}</Fact>
            <Fact label={columns.grantee}>{person(grant.grantee_principal, columns.grantee)}</Fact>
            <Fact label={grantWords.granter}>{person(grant.issuing_principal, grantWords.granter)}</Fact>
            <Fact label={grantWords.retiringPrincipal}>
              {grant.retiring_principal ? person(grant.retiring_principal, grantWords.retiringPrincipal) : grantWords.none}
            </Fact>
            <Fact label={columns.created}>
              <Time milliseconds={grant.creation_date} />
            </Fact>
            <Fact label={grantWords.name}>{grant.name || grantWords.none}</Fact>
            <Fact label={columns.operations} isWide>
              <ul className="mt-1 grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
                {GRANT_OPERATION_NAMES.filter((name) => grant.operations.includes(name)).map((name) => (
                  <li key={name} className="text-sm">
                    <span className="font-semibold">{GRANT_OPERATIONS[name]}</span>
                    <span className="block text-xs text-muted">{OPERATION_MEANINGS[name]}</span>
                  </li>
                ))}
              </ul>
            </Fact>
          </dl>
        ) : (
          <p className="notice">{grantWords.gone}</p>
        )}
      </div>
      <div className="dialog-foot">
        {grant ? (
          <Button kind="danger" reason={belongingsRefusal(item, "revokeGrant", mayDo)} onClick={() => onRevoke(grant)}>
            {grantWords.revoke}
          </Button>
        ) : null}
        <Button ref={close} kind="primary" onClick={onClose}>
          {words.ok}
        </Button>
      </div>
    </Dialog>
  );
}

function Fact({ label, isWide = false, children }: { label: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? "col-span-full" : undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
