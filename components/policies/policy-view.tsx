"use client";
import { ChevronLeft, Pencil, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { CopyButton } from "#components/patterns/copy-button";
import { Fact, Facts } from "#components/patterns/facts";
import { Time } from "#components/patterns/time";
import { useTitle } from "#components/patterns/use-title";
import { AttachmentsOfPolicy } from "#components/policies/attachments";
import { PolicyDocumentPanes } from "#components/policies/policy-document-panes";
import { PolicyLines } from "#components/policies/policy-lines";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { POLICIES_PATH, type PolicyItem } from "#lib/console/browser/policy/policy-items";
import { detailsWords } from "#lib/console/words/details-words";
import { policyWords } from "#lib/console/words/policies/policy-words";

const DeletePolicyDialog = dynamic(() => import("#components/policies/delete-policy-dialog"), { ssr: false });
const EditPolicy = dynamic(() => import("#components/policies/edit-policy"), { ssr: false });

const words = policyWords.page;

/** A policy: what it says, what it is written as, where it is attached; a system role line by line. */
export function PolicyView({ item }: { item: PolicyItem }) {
  const { mayDoInAccount } = usePlace();
  const router = useRouter();
  const toasts = useToasts();
  const [isEditing, setEditing] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const editButton = useRef<HTMLButtonElement>(null);
  useTitle(item.name, policyWords.title);
  if (isEditing) return <EditPolicy item={item} onClose={() => setEditing(false)} />;
  const isSystem = item.kind === "system";
  return (
    <>
      <div className="head head-key">
        <div className="head-text">
          <nav className="crumb" aria-label={detailsWords.breadcrumb}>
            <Link href={POLICIES_PATH} prefetch={false}>
              <ChevronLeft className="i i-s" aria-hidden />
              {words.back}
            </Link>
          </nav>
          <div className="head-title">
            <h1 tabIndex={-1} className="wrap-anywhere">
              {item.name}
            </h1>
            <span className="badge">{policyWords.kinds[item.kind]}</span>
          </div>
          {item.description ? <p className="muted wrap-anywhere">{item.description}</p> : null}
        </div>
        {isSystem ? null : (
          <div className="head-actions">
            <Button
              kind="destroys"
              reason={mayDoInAccount.includes("deletePolicy") ? null : policyWords.forbidden}
              onClick={() => setDeleting(true)}
            >
              <Trash2 className="i" aria-hidden />
              {words.delete}
            </Button>
            <Button
              ref={editButton}
              kind="primary"
              reason={mayDoInAccount.includes("updatePolicy") ? null : policyWords.forbidden}
              onClick={() => setEditing(true)}
            >
              <Pencil className="i" aria-hidden />
              {words.edit}
            </Button>
          </div>
        )}
      </div>
      <Facts label={words.facts}>
        <Fact label={words.id} className="facts-id">
          <span className="mono">{item.id}</span>
          <CopyButton text={item.id} what={words.copyId} />
        </Fact>
        {item.createdAt === null ? null : (
          <Fact label={words.created}>
            <Time milliseconds={item.createdAt} isFocusable />
          </Fact>
        )}
        {item.changedAt === null ? null : (
          <Fact label={words.changed}>
            <Time milliseconds={item.changedAt} isFocusable />
          </Fact>
        )}
      </Facts>
      <PolicyDocumentPanes item={item} />
      {isSystem ? <PolicyLines policy={item.document} isOfAccount={item.isOfAccount} /> : null}
      <AttachmentsOfPolicy item={item} />
      {isDeleting ? (
        <DeletePolicyDialog
          item={item}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            toasts.success({ text: policyWords.remove.done });
            router.push(POLICIES_PATH);
          }}
        />
      ) : null}
    </>
  );
}
