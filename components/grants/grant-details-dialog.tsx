"use client";
import { type ReactNode, useRef } from "react";
import { PrincipalName } from "#components/grants/principal-name";
import type { Principal } from "#components/grants/use-principals";
import { Banner } from "#components/patterns/banner";
import { CopyButton } from "#components/patterns/copy-button";
import { Moment } from "#components/patterns/moment";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
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
      <DialogBody>
        {grant ? (
          <dl className="pairs">
            <Fact label={columns.id}>
              <span className="inline-flex max-w-full items-center gap-1">
                <span className="mono min-w-0 wrap-anywhere">{grant.grant_id}</span>
                <CopyButton text={grant.grant_id} what={columns.id} />
              </span>
            </Fact>
            <Fact label={columns.type}>{grantWords.types[grant.grantee_principal_type]}</Fact>
            <Fact label={columns.grantee}>{person(grant.grantee_principal, columns.grantee)}</Fact>
            <Fact label={grantWords.granter}>{person(grant.issuing_principal, grantWords.granter)}</Fact>
            <Fact label={grantWords.retiringPrincipal}>
              {grant.retiring_principal ? person(grant.retiring_principal, grantWords.retiringPrincipal) : none}
            </Fact>
            <Fact label={columns.created}>
              <Moment milliseconds={grant.creation_date} />
            </Fact>
            <Fact label={grantWords.name}>{grant.name ? <span className="min-w-0 wrap-anywhere">{grant.name}</span> : none}</Fact>
            <Fact label={columns.operations}>
              <ul className="grid gap-2">
                {GRANT_OPERATION_NAMES.filter((name) => grant.operations.includes(name)).map((name) => (
                  <li key={name}>
                    <span className="strong">{GRANT_OPERATIONS[name]}</span>
                    <span className="hint block">{OPERATION_MEANINGS[name]}</span>
                  </li>
                ))}
              </ul>
            </Fact>
          </dl>
        ) : (
          <Banner>{grantWords.gone}</Banner>
        )}
      </DialogBody>
      <DialogFoot>
        {grant ? (
          <Button kind="destroys" reason={belongingsRefusal(item, "revokeGrant", mayDo)} onClick={() => onRevoke(grant)}>
            {grantWords.revoke}
          </Button>
        ) : null}
        <Button ref={close} kind="primary" onClick={onClose}>
          {words.ok}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

const none = <span className="faint">{grantWords.none}</span>;

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
