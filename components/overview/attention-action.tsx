"use client";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { CHANGE_LABELS } from "#lib/console/words/change-labels";
import type { Attention } from "#lib/console/words/overview/attention-words";
import { overviewWords } from "#lib/console/words/overview/overview-words";
import { words } from "#lib/console/words/words";
import { type KeyNeedKind, UNUSED_DAYS } from "#lib/domain/overview/overview";
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { WIRE_STATES } from "#lib/wire/kms/key-state";

/** What a dialog was asked for. */
export type Asked =
  | { readonly kind: "cancelDeletion"; readonly key: SelectedKey }
  | { readonly kind: "rotate"; readonly keyId: string }
  | { readonly kind: "import"; readonly item: KeyDetails };

/** Where the keys of a kind are seen together. */
const LISTS: Readonly<Record<KeyNeedKind, string>> = {
  deletion: "?status=pendingDeletion",
  materialExpiry: "?origin=external",
  rotation: "?status=enabled",
  import: "?status=pendingImport",
};

type Props = { one: Attention; about: string; onAsk: (asked: Asked) => void };

/** The one thing that helps; off, with its reason, where the rights forbid it. */
export function AttentionAction({ one, about, onAsk }: Props) {
  const { basePath, mayDo } = useWorkplace();
  const keys = `${basePath}/keys`;
  // Whoever may not know what is used sees the oldest first.
  const unused = mayDo.includes("getKeyLastUsage") ? `&unused=${UNUSED_DAYS}` : "&sort=created_asc";
  const reason = (operation: OperationName) => (mayDo.includes(operation) ? null : words.unavailable.permission);
  switch (one.kind) {
    case "deletion": {
      const key = { key_id: one.keyId, key_alias: one.alias, key_state: WIRE_STATES.pendingDeletion, default_key_flag: "0" } as const;
      return (
        <Act
          label={CHANGE_LABELS.cancelDeletion}
          about={about}
          reason={reason("cancelKeyDeletion")}
          onClick={() => onAsk({ kind: "cancelDeletion", key })}
        />
      );
    }
    case "rotation":
      return (
        <Act
          label={overviewWords.rotate}
          about={about}
          reason={reason("rotateOnDemand")}
          onClick={() => onAsk({ kind: "rotate", keyId: one.keyId })}
        />
      );
    case "import":
      return <ImportAction keyId={one.keyId} about={about} reason={reason("importKeyMaterial")} onAsk={onAsk} />;
    case "materialExpiry":
      return <Go label={overviewWords.showKey} about={about} href={`${keys}/${one.keyId}`} />;
    case "more":
      return <Go label={overviewWords.showKeys} about={about} href={keys + LISTS[one.of]} />;
    case "quota":
      return <Go label={overviewWords.unusedKeys} about={about} href={`${keys}?kind=custom${unused}`} />;
    case "unused":
      return <Go label={overviewWords.showKeys} about={about} href={`${keys}?kind=custom&status=enabled${unused}`} />;
    case "job":
      return <Go label={overviewWords.seeJob} about={about} href={`${basePath}/system`} />;
    default:
      return <Go label={overviewWords.seeSystem} about={about} href={`${basePath}/system`} />;
  }
}

type ActProps = { label: string; about: string; reason: string | null; isPending?: boolean; onClick: () => void };

function Act({ label, about, ...rest }: ActProps) {
  return (
    <Button size="s" aria-label={overviewWords.of(label, about)} aria-haspopup="dialog" {...rest}>
      {label}
    </Button>
  );
}

function Go({ label, about, href }: { label: string; about: string; href: string }) {
  return (
    <Link className="btn btn-s" href={href} prefetch={false} aria-label={overviewWords.of(label, about)}>
      {label}
    </Link>
  );
}

/** The wizard needs all of the key, which is read when it is wanted. */
function ImportAction({ keyId, about, reason, onAsk }: { keyId: string; about: string; reason: string | null; onAsk: Props["onAsk"] }) {
  const { project } = useWorkplace();
  const client = useQueryClient();
  const toasts = useToasts();
  const [isPending, setPending] = useState(false);
  const open = async () => {
    setPending(true);
    try {
      const item = await client.fetchQuery({
        queryKey: keyQueries.details(project.id, keyId),
        queryFn: async ({ signal }) => (await queryOperation("describeKey", project.id, { key_id: keyId }, signal)).key_info,
      });
      onAsk({ kind: "import", item });
    } catch (error) {
      const { message, requestId } = asFailure(error);
      toasts.failure({ text: message, requestId });
    } finally {
      setPending(false);
    }
  };
  return <Act label={CHANGE_LABELS.importMaterial} about={about} reason={reason} isPending={isPending} onClick={() => void open()} />;
}
