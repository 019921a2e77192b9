"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useMemo, useRef, useState } from "react";
import { GrantTable } from "#components/grants/grant-table";
import { KeyAccess } from "#components/grants/key-access";
import { usePrincipals } from "#components/grants/use-principals";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { PanelHead } from "#components/patterns/panel-head";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { belongingsRefusal } from "#lib/console/browser/availability/key-availability";
import { listAllGrants } from "#lib/console/browser/queries/list-all-grants";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { defaultKeyReason } from "#lib/console/words/default-key-words";
import { grantWords } from "#lib/console/words/grant-words";
import { words } from "#lib/console/words/words";
import type { GrantDetails } from "#lib/wire/kms/grant-details";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const CreateGrantDialog = dynamic(() => import("#components/grants/create-grant-dialog"), { ssr: false });
const GrantDetailsDialog = dynamic(() => import("#components/grants/grant-details-dialog"), { ssr: false });
const RevokeGrantDialog = dynamic(() => import("#components/grants/revoke-grant-dialog"), { ssr: false });

const NONE: readonly GrantDetails[] = [];

/** The grants on a key (guide §2.8), and for administrators who can use it at all. The grant that is looked at is in the URL. */
export default function GrantsTab({ item }: { item: KeyDetails }) {
  const { project, mayDo } = useWorkplace();
  const [isCreating, setCreating] = useState(false);
  const createButton = useRef<HTMLButtonElement>(null);
  const [revoked, setRevoked] = useState<GrantDetails | null>(null);
  // What was revoked just now: the URL may name it a moment longer, and its details must not come back for that.
  const [gone, setGone] = useState<string | null>(null);
  const lookedAt = useSearchParams().get("grant");
  const mayList = mayDo.includes("listGrants");
  const { data, error, refetch } = useQuery({
    queryKey: keyQueries.grants(project.id, item.key_id),
    queryFn: ({ signal }) => listAllGrants(project.id, item.key_id, signal),
    enabled: mayList,
  });
  const grants = data ?? NONE;
  const principals = usePrincipals(
    useMemo(() => grants.flatMap((grant) => [grant.grantee_principal, grant.issuing_principal, grant.retiring_principal]), [grants]),
  );
  if (!mayList) return <EmptyState title={grantWords.forbidden} hint={words.unavailable.permission} />;
  if (!data && error) {
    const failure = asFailure(error);
    if (failure.status === 403) return <EmptyState title={grantWords.forbidden} hint={failure.message} />;
    return (
      <ErrorState title={grantWords.errorTitle} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      <PanelHead lead={grantWords.lead} count={grants.length > 0 ? grantWords.count(grants.length) : undefined}>
        <Button ref={createButton} kind="primary" reason={belongingsRefusal(item, "createGrant", mayDo)} onClick={() => setCreating(true)}>
          <Plus className="i" aria-hidden />
          {grantWords.create}
        </Button>
      </PanelHead>
      {data ? null : <RowsWaiting label={grantWords.loading} />}
      {grants.length > 0 ? <GrantTable item={item} grants={grants} principals={principals} onRevoke={setRevoked} /> : null}
      {data?.length === 0 ? (
        <EmptyState
          title={grantWords.empty}
          hint={item.default_key_flag === "1" ? defaultKeyReason("createGrant") : grantWords.emptyHint}
        />
      ) : null}
      {mayDo.includes("listKeyAccess") ? <KeyAccess keyId={item.key_id} /> : null}
      {isCreating ? <CreateGrantDialog item={item} onClose={() => setCreating(false)} /> : null}
      {data && lookedAt && lookedAt !== gone && !revoked && !isCreating ? (
        <GrantDetailsDialog
          item={item}
          grant={grants.find((grant) => grant.grant_id === lookedAt) ?? null}
          principals={principals}
          onRevoke={setRevoked}
          onClose={stopLooking}
        />
      ) : null}
      {revoked ? (
        <RevokeGrantDialog
          grant={revoked}
          principal={principals?.get(revoked.grantee_principal)}
          nextFocus={createButton}
          onClose={() => setRevoked(null)}
          onRevoked={() => {
            setGone(revoked.grant_id);
            stopLooking();
          }}
        />
      ) : null}
    </>
  );
}

function stopLooking(): void {
  const parameters = new URLSearchParams(window.location.search);
  if (!parameters.has("grant")) return;
  parameters.delete("grant");
  window.history.pushState(null, "", `${window.location.pathname}?${parameters}`);
}
