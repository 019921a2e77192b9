"use client";
import { useQuery } from "@tanstack/react-query";
import { Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState, useSyncExternalStore } from "react";
import { ConfirmOwn } from "#components/credentials/confirm-own";
import { inMilliseconds, type OwnPasskey } from "#components/credentials/own-things";
import { Pane } from "#components/credentials/pane";
import { Banner } from "#components/patterns/banner";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { EmptyState } from "#components/patterns/empty-state";
import { Time } from "#components/patterns/time";
import { Button } from "#components/ui/button";
import { MenuButton } from "#components/ui/menu";
import { passkeyRefusal } from "#lib/console/browser/passkeys";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { queryOwn } from "#lib/console/browser/queries/query-operation";
import { removePasskey } from "#lib/console/server/actions/own-factors";
import { credentialsWords, passkeyWords } from "#lib/console/words/credentials-words";
import { count } from "#lib/console/words/plural";

const AddPasskeyDialog = dynamic(() => import("#components/credentials/add-passkey-dialog"), { ssr: false });
const RenamePasskeyDialog = dynamic(() => import("#components/credentials/rename-passkey-dialog"), { ssr: false });

type Open = { readonly kind: "add" } | { readonly kind: "rename" | "remove"; readonly passkey: OwnPasskey } | null;

const never = () => () => {};

/** Passkeys of the person, as a second factor. Where browsers refuse them, it says what would help. */
export function Passkeys({ id }: { id: string }) {
  const [open, setOpen] = useState<Open>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(null);
  const asked = useQuery({
    queryKey: ownQueries.passkeys,
    queryFn: async ({ signal }) => (await queryOwn("listPasskeys", signal)).passkeys,
  });
  const refusal = useSyncExternalStore(never, passkeyRefusal, () => null);
  return (
    <>
      <Pane
        id={id}
        title={passkeyWords.title}
        lead={passkeyWords.lead}
        count={asked.data?.length ? count(asked.data.length) : undefined}
        asked={asked}
        actions={
          <Button ref={addButton} reason={refusal} onClick={() => setOpen({ kind: "add" })}>
            <Plus className="i" aria-hidden />
            {passkeyWords.add}
          </Button>
        }
      >
        {(passkeys) => (
          <>
            {refusal ? <Banner>{refusal}</Banner> : null}
            {passkeys.length > 0 ? (
              <DataTable
                label={passkeyWords.title}
                className="table-lines cred-table"
                columns={columnsFor(setOpen)}
                rows={passkeys}
                rowKey={(passkey) => passkey.id}
              />
            ) : refusal ? null : (
              <EmptyState level="h3" title={passkeyWords.empty} hint={passkeyWords.emptyHint} />
            )}
          </>
        )}
      </Pane>
      {open?.kind === "add" ? <AddPasskeyDialog onClose={close} /> : null}
      {open?.kind === "rename" ? <RenamePasskeyDialog passkey={open.passkey} onClose={close} /> : null}
      {open?.kind === "remove" ? (
        <ConfirmOwn
          title={passkeyWords.removeTitle}
          lead={passkeyWords.removeLead}
          done={passkeyWords.removed}
          run={() => removePasskey(open.passkey.id)}
          nextFocus={addButton}
          onClose={close}
        >
          <p className="strong wrap-anywhere">
            <bdi>{open.passkey.name}</bdi>
          </p>
          {asked.data?.length === 1 ? <p className="muted">{passkeyWords.removeLast}</p> : null}
        </ConfirmOwn>
      ) : null}
    </>
  );
}

function columnsFor(ask: (open: Open) => void): readonly Column<OwnPasskey>[] {
  return [
    {
      id: "name",
      label: passkeyWords.name,
      narrow: "name",
      cell: ({ name }) => (
        <bdi className="cut block text-left strong" data-whole={name}>
          {name}
        </bdi>
      ),
    },
    {
      id: "added",
      label: passkeyWords.addedAt,
      className: "c-112",
      narrow: "fact",
      cell: ({ created_at }) => <Time milliseconds={inMilliseconds(created_at)} />,
    },
    {
      id: "used",
      label: credentialsWords.lastUsed,
      className: "c-112",
      cell: ({ last_used_at }) =>
        last_used_at ? <Time milliseconds={inMilliseconds(last_used_at)} /> : <span className="faint">{credentialsWords.never}</span>,
    },
    {
      id: "operation",
      label: credentialsWords.operation,
      className: "c-112",
      narrow: "operations",
      cell: (passkey) => (
        <span className="cell-ops">
          <Button kind="quiet" size="s" aria-description={passkey.name} onClick={() => ask({ kind: "rename", passkey })}>
            {passkeyWords.rename}
          </Button>
          <MenuButton
            className="btn btn-quiet btn-icon btn-s"
            label={credentialsWords.more(passkey.name)}
            align="end"
            entries={() => [
              {
                kind: "action",
                id: "rename",
                label: passkeyWords.rename,
                icon: <Pencil className="i" aria-hidden />,
                onSelect: () => ask({ kind: "rename", passkey }),
              },
              {
                kind: "action",
                id: "remove",
                label: passkeyWords.remove,
                icon: <Trash2 className="i" aria-hidden />,
                isDestructive: true,
                onSelect: () => ask({ kind: "remove", passkey }),
              },
            ]}
          >
            <Ellipsis className="i" aria-hidden />
          </MenuButton>
        </span>
      ),
    },
  ];
}
